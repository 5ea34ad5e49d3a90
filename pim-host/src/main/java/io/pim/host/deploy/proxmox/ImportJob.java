package io.pim.host.deploy.proxmox;

import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The state of a job on a node.
 *
 * @param exitStatus only of a job that has ended
 * @param output the last lines that it printed, for people
 */
record ImportJob(State state, int exitStatus, List<String> output) {
  private static final Pattern PART = Pattern.compile("\\((\\d{1,3}(?:\\.\\d{1,2})?)%\\)");

  /** The state of a job. */
  enum State {
    /** Never begun, or cut off, for example when the node lost power. */
    NONE,
    RUNNING,
    ENDED
  }

  static final ImportJob NEVER = new ImportJob(State.NONE, 0, List.of());

  ImportJob {
    output = List.copyOf(output);
  }

  boolean runs() {
    return state == State.RUNNING;
  }

  /** The part that is done, 0 to 1; empty if qm does not report it. */
  OptionalDouble part() {
    Matcher part = PART.matcher(output.isEmpty() ? "" : output.get(output.size() - 1));
    return part.find()
        ? OptionalDouble.of(Math.min(1, Double.parseDouble(part.group(1)) / 100))
        : OptionalDouble.empty();
  }
}
