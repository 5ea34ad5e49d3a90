package io.pim.host.vm;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.VmName;

/** Rewords failures of the tools, which mention builds, for VMs. */
final class VmFailures {
  private VmFailures() {}

  static BuildFailure of(BuildFailure failure, VmName name) {
    FailureReport report = failure.report();
    String text = String.join("\n", report.lastLines()) + report.why();
    if (text.contains("bridge helper") || text.contains("vmnet")) {
      return retold(
          failure,
          name,
          FailureKind.HOST_SETUP,
          "on Linux allow the bridge in /etc/qemu/bridge.conf ('allow NAME') and make"
              + " qemu-bridge-helper setuid root; on macOS vmnet needs root; or use --net user");
    }
    if (text.contains("kvm") || text.contains("HV_ERROR") || text.contains("invalid accelerator")) {
      return retold(
          failure,
          name,
          FailureKind.HOST_SETUP,
          "the accelerator does not work on this host: make the VM with --accel tcg, or without "
              + "--accel");
    }
    if (text.contains("Could not set up host forwarding rule")) {
      return retold(
          failure,
          name,
          FailureKind.HOST_SETUP,
          "a port is taken: pim vm port " + name + " lists them, and changes them");
    }
    return switch (report.kind()) {
      case MEMORY_SHORT ->
          retold(failure, name, report.kind(), "end other programs, or make it with less --memory");
      case GUEST_HUNG, LOGIN_FAILED, SSH_LOST ->
          retold(
              failure,
              name,
              report.kind(),
              "read its console: pim vm console " + name + " --history");
      case VM_HUNG -> retold(failure, name, report.kind(), "end it: pim vm stop --force " + name);
      case VM_LOST -> retold(failure, name, report.kind(), "see why, and start it again");
      default -> failure;
    };
  }

  /**
   * Repeats a failure with the last lines of the log files, because the files of a machine that did
   * not start may be removed.
   */
  private static BuildFailure retold(
      BuildFailure failure, VmName name, FailureKind kind, String todo) {
    FailureReport report = failure.report();
    return BuildFailure.of(kind, report.what())
        .where("VM " + name)
        .why(report.why())
        .todo(todo)
        .lastLines(report.lastLines())
        .causedBy(failure)
        .build();
  }
}
