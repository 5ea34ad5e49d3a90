package io.pim.tools.qemu;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.RuntimeFiles;
import io.pim.tools.qmp.QmpException;
import java.io.IOException;
import java.util.List;

/** The failures of a started virtual machine, explained by its process and its files. */
final class MachineFailures {
  private final VmFacts facts;
  private final RuntimeFiles files;

  MachineFailures(VmFacts facts, RuntimeFiles files) {
    this.facts = facts;
    this.files = files;
  }

  /** The last lines QEMU itself wrote. */
  private List<String> lastWords() {
    return QemuLog.tail(facts.qemuLog(), 0);
  }

  /** The failure for a machine that has ended unexpectedly. */
  BuildFailure lost() {
    return new QemuDeath(facts.name(), facts.qemuLog(), lastWords()).failure();
  }

  /** The failure for a command that QEMU refused. */
  BuildFailure refused(String failed, QmpException e) {
    if (HostFailures.saysDiskFull(e.description())) {
      return HostFailures.diskFull(failed, facts.disk(), lastWords());
    }
    return BuildFailure.of(FailureKind.TOOL_FAILED, failed)
        .where(facts.name())
        .why(e.description())
        .todo("PIM tries again; if it fails again, read " + facts.qemuLog())
        .causedBy(e)
        .build();
  }

  /** The failure for a guest that has stopped in another way than expected. */
  BuildFailure stopped(String what, String word) {
    return BuildFailure.of(FailureKind.VM_LOST, what + ".")
        .where(facts.consoleLog())
        .why("QEMU says: " + word)
        .todo(
            "Nothing: PIM continues from the newest layer. If it happens again, read the console "
                + "and "
                + facts.qemuLog()
                + ".")
        .lastLines(lastWords())
        .build();
  }

  /** The failure for a guest that QEMU has paused because the disk of the host is full. */
  BuildFailure outOfSpace() {
    return HostFailures.diskFull(
        "QEMU has no room to write the guest's disk, and has paused the guest",
        facts.disk(),
        lastWords());
  }

  /** The visible reason why QEMU does not answer. */
  String whySilent() {
    return facts.process().isStopped()
        ? "QEMU's process " + facts.process().pid() + " is stopped (kill -CONT resumes it)"
        : "QEMU runs but does not answer";
  }

  /** The failure for a QEMU that runs but does not answer. */
  BuildFailure silent(String failed, IOException e) {
    return BuildFailure.of(FailureKind.VM_HUNG, failed)
        .where(files.qmp())
        .why(whySilent() + ": " + e.getMessage())
        .todo("the virtual machine is replaced; if this happens again, check the host's load")
        .lastLines(lastWords())
        .causedBy(e)
        .build();
  }
}
