package io.pim.cli.temporal;

import io.pim.model.unit.Architecture;
import java.util.Locale;
import java.util.Optional;

/**
 * The operating system and processor, in Go's names.
 *
 * @param os {@code linux} or {@code darwin}
 * @param arch {@code amd64} or {@code arm64}
 */
record HostPlatform(String os, String arch) {
  /** Empty on platforms without PIM support. */
  static Optional<HostPlatform> current() {
    return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  static Optional<HostPlatform> of(String osName, String osArch) {
    return os(osName.toLowerCase(Locale.ROOT))
        .flatMap(
            os -> Architecture.named(osArch).map(arch -> new HostPlatform(os, arch.debianName())));
  }

  private static Optional<String> os(String name) {
    if (name.startsWith("linux")) {
      return Optional.of("linux");
    }
    return name.startsWith("mac") ? Optional.of("darwin") : Optional.empty();
  }

  @Override
  public String toString() {
    return os + "_" + arch;
  }
}
