package io.pim.host.trial;

import io.pim.host.build.BuildLog;
import io.pim.host.machine.PhaseMachine;
import io.pim.model.plan.IsoSource;
import io.pim.model.plan.MachineSpec;
import io.pim.model.plan.StepKey;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A disk to test by booting it as a cloud instance.
 *
 * @param machine the machine that boots it, with the places of its files
 * @param size of the machine
 * @param disk only read; the machine writes to an overlay
 * @param kind the kind of disk
 * @param uefiVariables the variables to begin with; fresh ones if empty
 * @param iso the ISO that the system was installed from; empty if unknown
 * @param imageKey gives the instance its name
 * @param log receives all events
 * @param progress receives the current action, a line without secrets
 */
public record Candidate(
    PhaseMachine machine,
    MachineSpec size,
    Path disk,
    Kind kind,
    Optional<Path> uefiVariables,
    Optional<IsoSource> iso,
    StepKey imageKey,
    TrialRules rules,
    BuildLog log,
    Consumer<String> progress) {
  private static final String STEP = "verify";

  /** The kind of backing file for the overlay. */
  public enum Kind {
    /** A file without a backing file. QEMU does not open one that its header may name. */
    IMAGE,
    /** A layer of this host, with those below it. */
    LAYER
  }

  void say(String line) {
    log.add(STEP, line);
    progress.accept(log.redact(line));
  }

  /** The same for a line that the guest has caused; dropped when the log has too many. */
  void output(String line) {
    log.addOutput(STEP, line);
    progress.accept(log.redact(line));
  }

  Path console() {
    return machine.console();
  }

  Path hostKey() {
    return machine.hostKey();
  }
}
