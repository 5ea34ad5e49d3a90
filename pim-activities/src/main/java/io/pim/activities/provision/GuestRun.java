package io.pim.activities.provision;

import io.pim.activities.provision.GuestLogin.Guest;
import io.pim.host.build.StepContext;
import io.pim.host.machine.BuildMachines;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
import io.pim.model.plan.StepKind;
import io.pim.tools.process.ProcessIdentity;
import io.pim.tools.ssh.FollowedLines;
import io.pim.tools.ssh.GuestScript;
import io.pim.tools.ssh.ScriptEnd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Runs one step's script in the guest, or continues a run that an earlier worker began. */
final class GuestRun implements GuestScript.Listener {
  /** The variable with the number of reboots that the script has asked for so far. */
  private static final String REBOOTS = "PIM_REBOOTS";

  private static final Duration SYNC = Duration.ofMinutes(2);

  private final StepContext step;
  private final Guest guest;
  private final Path factsFile;
  private final GuestScript script;
  private final ProcessIdentity machine;
  private final FollowedLines lines;

  /** Lines that a worker logged just before it ended, so that the facts do not have them. */
  private final List<String> loggedBefore = new ArrayList<>();

  private Optional<ScriptFacts> facts;
  private long leftOut;
  private boolean joined;

  GuestRun(StepContext step, Guest guest) throws IOException {
    this.step = step;
    this.guest = guest;
    this.factsFile = step.build().folder().scriptFacts(step.step().requiredKey());
    this.script = new GuestScript(guest.root(), step.step().requiredKey().abbreviated());
    this.machine = guest.machine().facts().process();
    this.facts = ScriptFacts.read(factsFile, machine);
    OptionalLong logged = facts.map(ScriptFacts::logged).orElse(OptionalLong.empty());
    if (logged.isPresent()) {
      loggedBefore.addAll(step.build().log().since(logged.getAsLong(), step.step().name()));
    }
    this.lines =
        new FollowedLines(
            facts.map(ScriptFacts::mark).orElse(FollowedLines.Mark.START),
            step.build().log()::redact,
            this::line);
  }

  /**
   * Runs the script to its end and removes its files from the guest.
   *
   * @return false if the script asks for a reboot: run it again after that
   * @throws BuildFailure SCRIPT_FAILED if its exit status is not 0; SCRIPT_LOST and GUEST_RESTARTED
   *     if its result is lost; it is not run again on this disk
   */
  boolean run(String text, Map<String, String> environment)
      throws IOException, InterruptedException {
    if (facts.map(ScriptFacts::exitStatus).orElse(OptionalInt.empty()).isEmpty()) {
      begin(text, environment);
      ScriptEnd end = follow();
      lines.end();
      logLastLines();
      if (isToReboot(end)) {
        // From now on a crash would look like the reboot, and must lose nothing either.
        keepWrites();
        write(facts.orElseThrow().rebooting(step.build().log().size()));
        script.remove();
        step.say("the script asks for a reboot; it is run again after that");
        return false;
      }
      if (!end.isSuccess()) {
        if (!end.rebooted()) {
          keepWrites();
        }
        throw failed(end);
      }
      write(facts.orElseThrow().ended(end.exitStatus()));
    }
    script.remove();
    return true;
  }

  /** Without the boot's id, PIM could not tell the next boot from this one. */
  private boolean isToReboot(ScriptEnd end) {
    return end.asksForReboot()
        && isPeoples()
        && !boot().isEmpty()
        && facts.orElseThrow().rebootCount() < ScriptFacts.MOST_REBOOTS;
  }

  /** Whether the script may ask for a reboot. PIM's own do not. */
  private boolean isPeoples() {
    return step.step().kind() == StepKind.SCRIPT;
  }

  /** The id of the guest's boot in which the script has run; empty in facts of an older PIM. */
  String boot() {
    return facts.flatMap(ScriptFacts::boot).orElse("");
  }

  /**
   * Records that the script may have begun, and begins it. After that a guest that has lost the
   * script never gets it again.
   */
  private void begin(String text, Map<String, String> environment) throws InterruptedException {
    if (facts.filter(ScriptFacts::isRebooting).isPresent()) {
      // A worker that was killed may have left the files of the run before.
      script.remove();
      script.prepare(text, counted(environment));
      loggedBefore.clear();
      write(facts.get().begunAgain(script.boot(), step.build().log().size()));
    } else if (facts.isPresent()) {
      script.resume(boot());
    } else {
      script.prepare(text, counted(environment));
      write(ScriptFacts.begun(machine, script.boot(), step.build().log().size()));
    }
    switch (script.begin()) {
      case STARTED -> {}
      case JOINED -> joined = true;
      case LOST -> throw failed(script.lost());
    }
  }

  private Map<String, String> counted(Map<String, String> environment) {
    Map<String, String> all = new TreeMap<>(environment);
    if (isPeoples()) {
      all.put(REBOOTS, Integer.toString(facts.map(ScriptFacts::rebootCount).orElse(0)));
    }
    return all;
  }

  /** Follows the script to its end. A restart of the guest ends it as well. */
  private ScriptEnd follow() throws InterruptedException {
    try {
      return script.follow(lines.mark().offset(), this, limit());
    } catch (BuildFailure e) {
      if (e.report().kind() == FailureKind.SCRIPT_FAILED) {
        // The script takes too long. People will examine the files that it has written so far.
        keepWrites();
      }
      if (e.report().kind() != FailureKind.GUEST_RESTARTED) {
        throw e;
      }
      return new ScriptEnd(OptionalInt.empty(), lines.mark().offset(), true);
    }
  }

  private Duration limit() {
    return BuildMachines.scaled(
        step.build().plan().limits().script(), guest.machine().facts().accelerator());
  }

  @Override
  public void following() {
    if (joined) {
      step.say("joined the running script");
    }
  }

  @Override
  public void output(byte[] chunk, long newOffset) {
    lines.add(chunk, newOffset);
    write(facts.orElseThrow().reached(lines.mark(), step.build().log().size()));
  }

  @Override
  public void tick() {
    // Keep-alives end a dead connection within seconds, so an open connection is a sign of life.
    guest.watch().heard();
    guest.watch().requireAlive();
  }

  private void line(String line) {
    boolean isLogged = loggedBefore.remove(step.build().log().text(line));
    if (!isLogged && !step.output(line)) {
      leftOut++;
    }
  }

  /** Logs the last lines if lines were left out, because people need them most. */
  private void logLastLines() {
    if (leftOut > 0) {
      step.say("[pim] " + leftOut + " lines were left out; the last of them:");
      lines.lastLines().forEach(step::say);
      leftOut = 0;
    }
  }

  private void write(ScriptFacts now) {
    facts = Optional.of(now);
    try {
      Json.write(factsFile, now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes the guest write the script's data to its disk, because a held build's machine is killed,
   * and {@code pim build shell} shows that disk.
   */
  private void keepWrites() throws InterruptedException {
    try {
      guest.root().run("sync", new byte[0], SYNC);
    } catch (BuildFailure e) {
      step.say("the script's last output may be lost: " + e.report().what());
    }
  }

  private BuildFailure failed(ScriptEnd end) {
    int reboots = facts.map(ScriptFacts::rebootCount).orElse(0);
    return new ScriptFailure(step, end, reboots).with(lines.lastLines());
  }
}
