package io.pim.tools.qemu;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.Architecture;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds QEMU on this host. Searches again each time, because a person may have installed it
 * meanwhile.
 */
public final class QemuInstallation {
  private static final Pattern VERSION = Pattern.compile("version (\\d+(?:\\.\\d+)+)");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Tools tools;
  private final CommandRunner runner;
  private final Sandbox sandbox;

  public QemuInstallation(Tools tools, CommandRunner runner) {
    this.tools = tools;
    this.runner = runner;
    this.sandbox = new Sandbox(runner);
  }

  /** Whether guests of an architecture can run on this host at all. */
  public boolean supports(Architecture architecture) {
    return tools.find(binaryName(architecture)).isPresent();
  }

  /**
   * The emulator for an architecture.
   *
   * @throws BuildFailure TOOL_MISSING
   */
  public QemuSystem system(Architecture architecture) throws InterruptedException {
    Path binary = tools.require(binaryName(architecture), advice(architecture));
    String version = version(binary);
    return new QemuSystem(
        binary,
        version,
        UefiCatalog.find(architecture, shareFolders(binary)),
        sandbox.works(binary, version));
  }

  /**
   * The tool for disk files.
   *
   * @throws BuildFailure TOOL_MISSING
   */
  public Path qemuImg() {
    return tools.require("qemu-img", "install it: apt install qemu-utils, or brew install qemu");
  }

  static BuildFailure uefiMissing(Architecture architecture) {
    boolean arm = architecture == Architecture.ARM64;
    return BuildFailure.of(
            FailureKind.TOOL_MISSING, "UEFI firmware for " + architecture + " is not installed")
        .why("it is in none of the places where distributions install it")
        .todo(
            "install it: apt install "
                + (arm ? "qemu-efi-aarch64" : "ovmf")
                + (arm ? "" : ", set the profile's build.firmware to bios")
                + ", or brew install qemu")
        .build();
  }

  private String version(Path binary) throws InterruptedException {
    Finished finished =
        runner.run(Command.question(List.of(binary.toString(), "--version"), LIMIT));
    Matcher matcher = VERSION.matcher(finished.output());
    if (finished.succeeded() && matcher.find()) {
      return matcher.group(1);
    }
    throw BuildFailure.of(FailureKind.HOST_SETUP, binary.getFileName() + " does not run")
        .where(binary)
        .why("'--version' ended with exit status " + finished.exitCode())
        .todo("reinstall QEMU")
        .lastLines(finished.lastLines(10))
        .build();
  }

  /** Homebrew links its programs into bin; their share folder is beside the link's target. */
  private static List<Path> shareFolders(Path binary) {
    Set<Path> shares = new LinkedHashSet<>();
    shares.add(Path.of("/usr/share"));
    shares.add(binary.resolveSibling("../share").normalize());
    realPath(binary).ifPresent(real -> shares.add(real.resolveSibling("../share").normalize()));
    return List.copyOf(shares);
  }

  private static Optional<Path> realPath(Path file) {
    try {
      return Optional.of(file.toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String binaryName(Architecture architecture) {
    return "qemu-system-" + architecture.qemuName();
  }

  private static String advice(Architecture architecture) {
    String packaged = architecture == Architecture.ARM64 ? "qemu-system-arm" : "qemu-system-x86";
    return "install it: apt install " + packaged + ", or brew install qemu";
  }
}
