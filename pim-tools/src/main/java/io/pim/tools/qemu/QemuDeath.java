package io.pim.tools.qemu;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.nio.file.Path;
import java.util.List;

/** The reason why QEMU ended unexpectedly, as far as its last output shows it. */
final class QemuDeath {
  private final String name;
  private final Path log;
  private final List<String> lastWords;

  QemuDeath(String name, Path log, List<String> lastWords) {
    this.name = name;
    this.log = log;
    this.lastWords = lastWords;
  }

  /** Whether another program took the chosen port before QEMU did. */
  boolean isPortTaken() {
    return says("Could not set up host forwarding rule");
  }

  BuildFailure failure() {
    if (says("Cannot allocate memory")) {
      return failure(FailureKind.MEMORY_SHORT, "end other programs, or lower build.memory");
    }
    if (HostFailures.saysDiskFull(String.join("\n", lastWords))) {
      return HostFailures.diskFull(what(), log, lastWords);
    }
    if (says("Failed to get \"write\" lock") || says("Failed to get shared \"write\" lock")) {
      return failure(
          FailureKind.HOST_SETUP, "end the process that uses the disk: it may be a QEMU");
    }
    if (says("failed to set MSR") || says("failed to initialize kvm") || says("HV_ERROR")) {
      return failure(
          FailureKind.HOST_SETUP, "the accelerator does not work on this host: set it to tcg");
    }
    if (says("is not a valid option") || says("invalid option") || says("Invalid parameter")) {
      return failure(FailureKind.HOST_SETUP, "QEMU is too old for PIM: install 6.0 or later");
    }
    return failure(FailureKind.VM_LOST, "PIM tries again; if it keeps ending, read its log");
  }

  private BuildFailure failure(FailureKind kind, String todo) {
    return BuildFailure.of(kind, what())
        .where(log)
        .why(
            lastWords.isEmpty()
                ? "it printed nothing: it may have been killed, perhaps for lack of memory"
                : lastWords.get(lastWords.size() - 1))
        .todo(todo)
        .lastLines(lastWords)
        .build();
  }

  private String what() {
    return "QEMU of " + name + " has ended unexpectedly";
  }

  private boolean says(String words) {
    return lastWords.stream().anyMatch(line -> line.contains(words));
  }
}
