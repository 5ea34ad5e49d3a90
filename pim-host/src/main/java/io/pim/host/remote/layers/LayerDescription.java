package io.pim.host.remote.layers;

import io.pim.model.files.BuildId;
import io.pim.model.plan.StepKey;
import io.pim.model.secret.SealedBlob;
import io.pim.model.unit.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A layer in the store with all layers below it. It is signed, so it proves that a PIM with the
 * same key file made the layer; a registry alone cannot.
 *
 * @param format the version of this record's shape
 * @param kernel the installer's kernel, with which a host tests its accelerators; empty if the host
 *     that pushed had none
 * @param parts the layers, the lowest first; the last one is the layer itself
 */
record LayerDescription(int format, Instant created, Optional<File> kernel, List<Part> parts) {
  static final int FORMAT = 1;

  /**
   * One of the layers.
   *
   * @param build that made it
   * @param uefiVariables empty with BIOS
   * @param login the sealed private SSH key for the system on the disk
   */
  record Part(
      StepKey key,
      BuildId build,
      File disk,
      Optional<File> uefiVariables,
      Optional<SealedBlob> login) {}

  /**
   * A blob.
   *
   * @param size in bytes
   */
  record File(Sha256 sha256, long size) {
    private static final long MOST = 8L << 40;

    boolean isPlausible() {
      return size > 0 && size <= MOST;
    }
  }

  LayerDescription {
    parts = List.copyOf(parts);
  }

  /** The layer itself. */
  Part top() {
    return parts.get(parts.size() - 1);
  }

  List<StepKey> keys() {
    return parts.stream().map(Part::key).toList();
  }

  /** Whether this PIM can use it. */
  boolean isSound() {
    return format == FORMAT
        && !parts.isEmpty()
        && kernel.map(File::isPlausible).orElse(true)
        && parts.stream()
            .allMatch(
                part ->
                    part.disk().isPlausible()
                        && part.uefiVariables().map(File::isPlausible).orElse(true));
  }
}
