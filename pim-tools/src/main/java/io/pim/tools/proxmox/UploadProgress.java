package io.pim.tools.proxmox;

/** Receives how many bytes were sent; may throw to stop. */
@FunctionalInterface
public interface UploadProgress {
  void sent(long bytes, long total);
}
