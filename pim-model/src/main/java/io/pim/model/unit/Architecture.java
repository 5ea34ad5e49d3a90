package io.pim.model.unit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A processor architecture that PIM builds for, with the names that Debian and QEMU use. */
public enum Architecture {
  X86_64("x86_64", "amd64", "x86_64", "install.amd"),
  ARM64("arm64", "arm64", "aarch64", "install.a64");

  private final String id;
  private final String debianName;
  private final String qemuName;
  private final String installerFolder;

  Architecture(String id, String debianName, String qemuName, String installerFolder) {
    this.id = id;
    this.debianName = debianName;
    this.qemuName = qemuName;
    this.installerFolder = installerFolder;
  }

  /** PIM's own name, as in task queues and build ids: {@code x86_64} or {@code arm64}. */
  @JsonValue
  public String id() {
    return id;
  }

  /** Debian's name, as in ISO file names: {@code amd64} or {@code arm64}. */
  public String debianName() {
    return debianName;
  }

  /** QEMU's name, as in {@code qemu-system-x86_64} and {@code qemu-system-aarch64}. */
  public String qemuName() {
    return qemuName;
  }

  /** The folder of a Debian installer ISO that holds the installer's kernel and initrd. */
  public String installerFolder() {
    return installerFolder;
  }

  /** The architecture with this name, in any usual spelling and case. */
  public static Optional<Architecture> named(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(
            a -> a.id.equals(wanted) || a.debianName.equals(wanted) || a.qemuName.equals(wanted))
        .findFirst();
  }

  /** The architecture of this machine, as Java reports it; empty when PIM does not build for it. */
  public static Optional<Architecture> ofThisMachine() {
    return named(System.getProperty("os.arch"));
  }

  /**
   * The architecture with this id.
   *
   * @throws IllegalArgumentException for an unknown name
   */
  @JsonCreator
  public static Architecture of(String id) {
    return named(id).orElseThrow(() -> new IllegalArgumentException("unknown architecture: " + id));
  }

  @Override
  public String toString() {
    return id;
  }
}
