package io.pim.activities.provision;

import io.pim.activities.provision.GuestLogin.Guest;
import io.pim.host.build.StepContext;
import io.pim.host.machine.BuildMachines;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
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

/** Runs one step's script in the guest, or continues a run that an earlier worker began. */
final class GuestRun implements GuestScript.Listener {
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
   * @throws BuildFailure SCRIPT_FAILED if its exit status is not 0; SCRIPT_LOST and GUEST_RESTARTED
   *     if its result is lost; it is not run again on this disk
   */
  void run(String text, Map<String, String> environment) throws IOException, InterruptedException {
    if (facts.map(ScriptFacts::exitStatus).orElse(OptionalInt.empty()).isEmpty()) {
      begin(text, environment);
      ScriptEnd end = follow();
      lines.end();
      logLastLines();
      if (!end.isSuccess()) {
        if (!end.rebooted()) {
          keepWrites();
        }
        throw failed(end);
      }
      write(facts.orElseThrow().ended(end.exitStatus()));
    }
    script.remove();
  }

  /**
   * Records that the script may have begun, and begins it. After that a guest that has lost the
   * script never gets it again.
   */
  private void begin(String text, Map<String, String> environment) throws InterruptedException {
    if (facts.isPresent()) {
      script.resume(facts.get().boot().orElse(""));
    } else {
      script.prepare(text, environment);
      write(ScriptFacts.begun(machine, script.boot(), step.build().log().size()));
    }
    switch (script.begin()) {
      case STARTED -> {}
      case JOINED -> joined = true;
      case LOST -> throw failed(script.lost());
    }
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
    String name = step.step().name();
    return BuildFailure.of(kind(end), name + " failed: " + end.describe() + ".")
        .where(step.build().folder().log())
        .why(lines.lastLines().isEmpty() ? "It printed nothing." : "")
        .todo(todo(end))
        .lastLines(lines.lastLines())
        .build();
  }

  private static FailureKind kind(ScriptEnd end) {
    if (end.exitStatus().isPresent()) {
      return FailureKind.SCRIPT_FAILED;
    }
    return end.rebooted() ? FailureKind.GUEST_RESTARTED : FailureKind.SCRIPT_LOST;
  }

  private static String todo(ScriptEnd end) {
    return switch (kind(end)) {
      case GUEST_RESTARTED ->
          "Check whether the script restarts the system, and remove that; else read the console.";
      case SCRIPT_LOST ->
          "Nothing: PIM runs it again from the newest layer. If it happens again, check whether "
              + "the script kills processes that are not its own.";
      default -> "Fix the script.";
    };
  }
}
