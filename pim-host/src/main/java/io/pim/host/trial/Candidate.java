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
 * A disk that is to show that it boots as a cloud instance.
 *
 * @param machine boots it, and says where its files lie meanwhile
 * @param size of the machine
 * @param disk only read; the machine writes to an overlay
 * @param kind what the disk is
 * @param uefiVariables those to begin with; fresh ones when empty
 * @param iso what it was installed from, where that is known
 * @param imageKey gives the instance its name
 * @param log where all that happens goes
 * @param progress told what goes on, a line free of secrets
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

  /** What an overlay is to stand on. */
  public enum Kind {
    /** A file that stands by itself: no other that its header may name is opened. */
    IMAGE,
    /** A layer of this host, with those below it. */
    LAYER
  }

  void say(String line) {
    log.add(STEP, line);
    progress.accept(log.redact(line));
  }

  /** The same for a line that the guest has caused; a log that has too many leaves it out. */
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
