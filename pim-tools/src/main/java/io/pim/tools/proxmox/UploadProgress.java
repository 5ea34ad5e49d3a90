package io.pim.tools.proxmox;

/** Receives the number of bytes sent; may throw to stop. */
@FunctionalInterface
public interface UploadProgress {
  void sent(long bytes, long total);
}
