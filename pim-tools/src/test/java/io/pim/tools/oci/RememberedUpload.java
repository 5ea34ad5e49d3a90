package io.pim.tools.oci;

import java.util.Optional;

/** Remembers an upload in memory. */
final class RememberedUpload implements UploadMemory {
  private Optional<Begun> begun = Optional.empty();

  @Override
  public Optional<Begun> load() {
    return begun;
  }

  @Override
  public void save(Begun now) {
    begun = Optional.of(now);
  }

  @Override
  public void clear() {
    begun = Optional.empty();
  }
}
