package io.pim.tools.proxmox;

/** A file on a storage, such as an upload that waits for its import. */
public record StoredFile(String volid, long size) {
  /** The file's own name. */
  public String name() {
    return volid.substring(volid.lastIndexOf('/') + 1);
  }
}
