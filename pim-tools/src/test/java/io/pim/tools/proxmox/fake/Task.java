package io.pim.tools.proxmox.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A task: work that continues after its call is answered. */
final class Task {
  /** The work of a task. */
  @FunctionalInterface
  interface Work {
    /** Does the work. Returns the number of warnings. */
    int run(List<String> log) throws TaskError;
  }

  private final Upid upid;
  private final List<String> log = new ArrayList<>();
  private String exitStatus = "";
  private int polls;

  Task(Upid upid, int polls) {
    this.upid = upid;
    this.polls = polls;
  }

  Upid upid() {
    return upid;
  }

  List<String> log() {
    return log;
  }

  void end(String status) {
    exitStatus = status;
    log.add(
        status.startsWith("OK") || status.startsWith("WARNINGS")
            ? "TASK " + status
            : "TASK ERROR: " + status);
  }

  boolean hasEnded() {
    return !exitStatus.isEmpty();
  }

  /** The end as a caller sees it: for a few polls at least, the task appears to run. */
  Optional<String> seenEnd() {
    if (!hasEnded() || polls > 0) {
      polls--;
      return Optional.empty();
    }
    return Optional.of(exitStatus);
  }

  Optional<String> end() {
    return Optional.of(exitStatus).filter(text -> !text.isEmpty());
  }
}
