package io.pim.activities.provision;

import io.pim.activities.provision.GuestLogin.Guest;
import io.pim.host.build.StepContext;
import io.pim.host.machine.BuildMachines;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
import io.pim.tools.process.ProcessIdentity;
import io.pim.tools.ssh.GuestScript;
import io.pim.tools.ssh.OutputLines;
import io.pim.tools.ssh.ScriptEnd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Runs one step's script in the guest, or goes on with a run that an earlier worker began. */
final class GuestRun implements GuestScript.Listener {
  private static final int LAST_LINES = 20;
  private static final Duration SYNC = Duration.ofMinutes(2);

  private final StepContext step;
  private final Guest guest;
  private final Path factsFile;
  private final GuestScript script;
  private final Deque<String> last = new ArrayDeque<>();
  private final OutputLines lines = new OutputLines(this::line);
  private ScriptFacts facts;
  private long leftOut;

  GuestRun(StepContext step, Guest guest) throws IOException {
    this.step = step;
    this.guest = guest;
    this.factsFile = step.build().folder().scriptFacts(step.step().requiredKey());
    this.script = new GuestScript(guest.root(), step.step().requiredKey().abbreviated());
    ProcessIdentity machine = guest.machine().facts().process();
    this.facts =
        ScriptFacts.read(factsFile, machine)
            .orElseGet(() -> new ScriptFacts(machine, 0, OptionalInt.empty()));
  }

  /**
   * Runs the script to its end and leaves nothing of it in the guest.
   *
   * @throws BuildFailure SCRIPT_FAILED when it exits with another status than 0
   */
  void run(String text, Map<String, String> environment) throws IOException, InterruptedException {
    if (facts.exitStatus().isEmpty()) {
      // Before it begins: who comes after a worker that dies now must know that it may have.
      write(facts);
      if (script.start(text, environment) == GuestScript.Start.JOINED) {
        step.say("joined the script that runs already");
      }
      Duration limit =
          BuildMachines.scaled(
              step.build().plan().limits().script(), guest.machine().facts().accelerator());
      ScriptEnd end = script.follow(facts.offset(), this, limit);
      lines.end();
      tellTheEnd();
      if (!end.isSuccess()) {
        keepWrites();
        throw failed(end);
      }
      write(new ScriptFacts(facts.machine(), facts.offset(), end.exitStatus()));
    }
    script.remove();
  }

  @Override
  public void output(byte[] chunk, long newOffset) {
    lines.add(chunk);
    write(new ScriptFacts(facts.machine(), newOffset, OptionalInt.empty()));
  }

  @Override
  public void tick() {
    // Keep-alives end a connection within seconds of the last answer: one that is open is a sign.
    guest.watch().heard();
    guest.watch().requireAlive();
  }

  private void line(String line) {
    last.addLast(step.build().log().redact(line));
    if (last.size() > LAST_LINES) {
      last.removeFirst();
    }
    if (!step.output(line)) {
      leftOut++;
    }
  }

  /** The end of an output is what people look for, however much there is of it. */
  private void tellTheEnd() {
    if (leftOut > 0) {
      step.say("[pim] " + leftOut + " lines were left out; the last of them:");
      last.forEach(step::say);
      leftOut = 0;
    }
  }

  private void write(ScriptFacts now) {
    facts = now;
    try {
      Json.write(factsFile, now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Has the guest write to its disk what the script left in its memory: a held build's machine is
   * killed, and {@code pim build shell} shows that disk.
   */
  private void keepWrites() throws InterruptedException {
    try {
      guest.root().run("sync", new byte[0], SYNC);
    } catch (BuildFailure e) {
      step.say("what the script wrote last may be lost: " + e.report().what());
    }
  }

  private BuildFailure failed(ScriptEnd end) {
    String name = step.step().name();
    return BuildFailure.of(FailureKind.SCRIPT_FAILED, name + " failed: " + end.describe() + ".")
        .where(step.build().folder().log())
        .why(last.isEmpty() ? "It printed nothing." : "")
        .todo("Mend the script.")
        .lastLines(List.copyOf(last))
        .build();
  }
}
