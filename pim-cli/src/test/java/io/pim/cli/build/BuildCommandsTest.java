package io.pim.cli.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.client.BuildRef;
import io.pim.cli.client.Builds;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.testing.FakeService;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.cli.testing.PimHome.Running;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import io.pim.tools.process.Deadline;
import io.pim.workflows.message.BuildResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of a build from the view of a person at a terminal, on a real workflow and a fake host.
 */
@Timeout(300)
class BuildCommandsTest {
  private static final String SCRIPT = "script:app";

  @TempDir Path root;
  private FakeService service;
  private PimHome pim;

  @BeforeEach
  void start() {
    service = new FakeService().withWorker();
    pim = new PimHome(root, service);
  }

  @AfterEach
  void stop() {
    service.host.waiting.values().forEach(CountDownLatch::countDown);
    service.close();
  }

  private static JsonNode json(Ran ran) throws JsonProcessingException {
    return Json.mapper().readTree(ran.out());
  }

  private Ran runWeb(String... more) {
    String[] arguments = new String[more.length + 5];
    System.arraycopy(new String[] {"build", "run", "web", "--arch", "amd64"}, 0, arguments, 0, 5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return pim.run(arguments);
  }

  private void startWaitingBuild() {
    service.host.waiting.put(SCRIPT, new CountDownLatch(1));
    assertEquals(0, runWeb("--detach").status());
    service.host.awaitStep(SCRIPT);
  }

  private void letGo() {
    service.host.waiting.remove(SCRIPT).countDown();
  }

  private Ran holdBuild() {
    service.host.failing.put(SCRIPT, FailureKind.SCRIPT_FAILED);
    Ran held = runWeb();
    assertEquals(ExitStatus.HELD, held.status(), held.err());
    return held;
  }

  @Test
  void runsToTheImageWithALineAnEvent() throws Exception {
    Ran ran = runWeb();
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("build web-x86_64-"), ran.out());
    assertTrue(ran.out().contains("install done in "), ran.out());
    assertTrue(ran.out().contains("script:app done in "), ran.out());
    assertTrue(ran.out().contains("image web-x86_64-"), ran.out());
    assertTrue(ran.out().contains("/images/web-x86_64-"), ran.out());
    assertFalse(ran.out().contains("\u001b"), ran.out());
    assertEquals("", ran.err());

    JsonNode row = json(pim.run("build", "list", "-o", "json")).get(0);
    assertEquals("done", row.get("state").asText());
    assertEquals("web", row.get("profile").asText());
    assertEquals("x86_64", row.get("architecture").asText());
    assertEquals("host1", row.get("host").asText());
    assertTrue(row.get("buildId").asText().startsWith("web-x86_64-"));
    assertTrue(row.hasNonNull("startedAt") && row.hasNonNull("endedAt"), row.toString());
  }

  @Test
  void saysThatThereIsNothingToDo() {
    service.host.image =
        Optional.of(
            new BuildResult("web-1", "host1", "/images/w.qcow2", 5, Sha256.ofText("i"), true));
    Ran ran = runWeb();
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("nothing to do: image web-1 (/images/w.qcow2)"), ran.out());
  }

  @Test
  void joinsABuildOfTheSamePlan() throws Exception {
    startWaitingBuild();
    Running second = pim.start("build", "run", "web", "--arch", "x86_64");
    second.out().await("is already running; joining it");
    letGo();
    assertEquals(0, second.end().get().status());
    assertEquals(1, json(pim.run("build", "list", "-o", "json")).size());
  }

  /** Joining would silently drop the requested options. */
  @Test
  void doesNotJoinABuildThatDoesLessThanWasAsked() throws Exception {
    startWaitingBuild();
    for (String[] options :
        new String[][] {
          {"--force"}, {"--from", "app"}, {"--on-failure", "fail"}, {"--cold"}, {"--on", "host2"}
        }) {
      Ran ran = runWeb(options);
      assertEquals(1, ran.status(), String.join(" ", options) + ran.out() + ran.err());
      assertTrue(ran.err().contains("was started otherwise; nothing was started"), ran.err());
      assertTrue(ran.err().contains(options[options.length - 1]), ran.err());
      assertTrue(ran.err().contains("pim build cancel web-x86_64-"), ran.err());
    }
    letGo();
    assertEquals(0, pim.run("build", "watch", "web").status());
    assertEquals(1, json(pim.run("build", "list", "-o", "json")).size());
  }

  @Test
  void joinsABuildThatDoesAllThatWasAsked() throws Exception {
    service.host.waiting.put(SCRIPT, new CountDownLatch(1));
    assertEquals(0, runWeb("--force", "--cold", "--on-failure", "fail", "--detach").status());
    service.host.awaitStep(SCRIPT);
    Ran joined =
        runWeb("--from", "app", "--cold", "--on-failure", "fail", "--on", "any", "--detach");
    assertEquals(0, joined.status(), joined.err());
    assertTrue(joined.out().contains("is already running; joining it"), joined.out());
    assertEquals(0, runWeb("--detach").status());
    letGo();
    assertEquals(0, pim.run("build", "watch", "web").status());
  }

  /** Yesterday's held build must not end today's CI job. */
  @Test
  void aJobOfCiDoesNotJoinAHeldBuild() throws Exception {
    String id = json(holdBuildAsJson()).get("buildId").asText();
    Ran ci = runWeb("--on-failure", "fail");
    assertEquals(1, ci.status(), ci.out() + ci.err());
    assertTrue(ci.err().contains("Build " + id + " is held, but was started otherwise"), ci.err());
    assertTrue(
        ci.err().contains("pim build retry " + id + " --on-failure fail continues it"), ci.err());
    Ran forced = runWeb("--force");
    assertEquals(1, forced.status());
    assertTrue(forced.err().contains("pim build abort " + id), forced.err());

    assertEquals(ExitStatus.HELD, runWeb().status());
    Ran detached = runWeb("--detach");
    assertEquals(ExitStatus.HELD, detached.status(), detached.out());
    assertTrue(detached.out().contains("is held"), detached.out());
    // A retry may have changed the build's options.
    Ran retried = pim.run("build", "retry", "web", "--on-failure", "fail");
    assertEquals(1, retried.status(), retried.err());
  }

  private Ran holdBuildAsJson() {
    holdBuild();
    return pim.run("build", "show", "web", "-o", "json");
  }

  @Test
  void startsNothingWhereAnotherPlanIsBuilt() throws Exception {
    startWaitingBuild();
    pim.file("scripts.d/app.sh", "echo changed\n");
    Ran ran = runWeb();
    assertEquals(1, ran.status());
    assertTrue(ran.err().contains("with another plan; nothing was started"), ran.err());
    assertTrue(ran.err().contains("script:app"), ran.err());
    assertTrue(ran.err().contains("pim build cancel web-x86_64-"), ran.err());
    letGo();
    assertEquals(0, pim.run("build", "watch", "web").status());
    assertEquals(1, json(pim.run("build", "list", "-o", "json")).size());
  }

  @Test
  void showsWhyABuildIsHeldAndContinuesAfterARetry() throws Exception {
    Ran held = holdBuild();
    assertTrue(held.err().contains("held: The script app exited with 3."), held.err());
    assertTrue(held.err().contains("scripts.d/app.sh"), held.err());
    assertTrue(held.err().contains("| boom"), held.err());
    assertTrue(held.err().contains("pim build retry web-x86_64-"), held.err());
    assertFalse(held.err().contains("\u001b"), held.err());
    assertEquals(ExitStatus.HELD, pim.run("build", "watch", "web-x86_64").status());
    JsonNode shown = json(pim.run("build", "show", "web", "-o", "json"));
    assertEquals("held", shown.get("state").asText());
    assertEquals("script_failed", shown.get("failure").get("kind").asText());
    assertTrue(shown.get("answered").asBoolean());

    service.host.failing.clear();
    pim.file("scripts.d/app.sh", "echo mended\n");
    Ran retried = pim.run("build", "retry", "web");
    assertEquals(0, retried.status(), retried.err() + retried.out());
    assertTrue(retried.out().contains("continues from script:app: "), retried.out());
    assertTrue(retried.out().contains("image web-x86_64-"), retried.out());
  }

  @Test
  void aRetryKeepsTheFieldsThatTheBuildWasGiven() throws Exception {
    service.host.failing.put(SCRIPT, FailureKind.SCRIPT_FAILED);
    assertEquals(
        ExitStatus.HELD, runWeb("--set", "hostname=db1", "--set", "build.cpus=3").status());
    JsonNode dry =
        json(
            pim.run(
                "build",
                "run",
                "web",
                "--arch",
                "amd64",
                "--set",
                "hostname=db1",
                "--dry-run",
                "-o",
                "json"));
    Builds builds = new Builds(service.open().client());
    BuildRef ref = builds.find("web").ref();
    assertEquals(Map.of("hostname", "db1", "build.cpus", "3"), builds.terms(ref).set().texts());

    assertEquals(
        ExitStatus.HELD, pim.run("build", "retry", "web", "--set", "build.cpus=4").status());
    assertEquals(Map.of("hostname", "db1", "build.cpus", "4"), builds.terms(ref).set().texts());
    assertEquals(dry.get("imageKey").asText(), builds.plan(ref).imageKey().toString());
    assertEquals(4, builds.plan(ref).machine().cpus());
  }

  /** Another folder may have a profile of the same name, which is not the intended one. */
  @Test
  void aRetryFromAnotherFolderDoesNotSwapInItsProfile() {
    holdBuild();
    service.host.failing.clear();
    PimHome other = new PimHome(root.resolve("other"), service);
    other.file("scripts.d/app.sh", "echo another\n");
    Ran refused = other.run("build", "retry", "web");
    assertEquals(1, refused.status(), refused.out() + refused.err());
    assertTrue(
        refused.err().contains("was configured in another folder; nothing was changed"),
        refused.err());
    assertTrue(refused.err().contains("script:app"), refused.err());
    assertTrue(
        refused.err().contains("cd " + pim.folders.project() + " && pim build retry web-"),
        refused.err());
    assertTrue(pim.run("build", "list").out().contains("held"));
    Ran asked = other.run("build", "retry", "web", "--here");
    assertEquals(0, asked.status(), asked.err());
  }

  /** The service wants a new history after 4 MB; people see one build all the while. */
  @Test
  void continuesAsTheSameBuildInANewHistory() throws Exception {
    StringBuilder noise = new StringBuilder("echo ");
    new Random(1).ints(1_000_000, 48, 122).forEach(c -> noise.append((char) c));
    pim.file("scripts.d/app.sh", noise.toString());
    holdBuild();
    JsonNode before = json(pim.run("build", "show", "web", "-o", "json"));
    String firstRun = before.get("runId").asText();

    // The in-memory server hangs if a command that watches queries the status just when a new
    // history
    // begins. So no command watches until the new one exists.
    Ran retried = pim.run("build", "retry", "web", "--detach");
    assertEquals(0, retried.status(), retried.err());
    BuildRef ref = new BuildRef(before.get("buildId").asText(), "web-x86_64", firstRun);
    Builds builds = new Builds(service.open().client());
    Deadline deadline = Deadline.in(Duration.ofSeconds(60));
    while (builds.row(ref).runId().equals(firstRun)) {
      assertFalse(deadline.isOver(), "the test needs a history that is long enough");
      LockSupport.parkNanos(20_000_000);
    }
    Ran heldAgain = pim.run("build", "watch", "web");

    assertEquals(ExitStatus.HELD, heldAgain.status(), heldAgain.err());
    JsonNode rows = json(pim.run("build", "list", "-o", "json"));
    assertEquals(1, rows.size(), rows.toString());
    assertEquals("held", rows.get(0).get("state").asText());
    assertEquals(ref.buildId(), rows.get(0).get("buildId").asText());
    JsonNode shown = json(pim.run("build", "show", ref.buildId(), "-o", "json"));
    assertEquals("script_failed", shown.get("failure").get("kind").asText());
    assertEquals(before.get("steps").size(), shown.get("steps").size());

    // As a command whose observation is older than the build's move to another host.
    new Builds(service.open().client()).abort(ref);
    Ran ended = pim.run("build", "watch", "web");
    assertEquals(1, ended.status(), ended.err());
    assertEquals(1, json(pim.run("build", "list", "-o", "json")).size());
  }

  @Test
  void failsForCiIfAsked() {
    service.host.failing.put(SCRIPT, FailureKind.SCRIPT_FAILED);
    Ran failed = runWeb("--on-failure", "fail");
    assertEquals(1, failed.status());
    assertTrue(failed.err().contains("failed: The script app exited with 3."), failed.err());
    Ran again = pim.run("build", "watch", "web");
    assertEquals(1, again.status());
    assertTrue(again.err().contains("The script app exited with 3."), again.err());
    Ran retried = pim.run("build", "retry", "web");
    assertEquals(1, retried.status());
    assertTrue(retried.err().contains("Only a held build can be retried"), retried.err());
  }

  @Test
  void abortsAHeldBuild() {
    holdBuild();
    Ran aborted = pim.run("build", "abort", "web");
    assertEquals(0, aborted.status(), aborted.err());
    assertTrue(aborted.out().contains("has ended"), aborted.out());
    assertEquals(1, pim.run("build", "watch", "web").status());
  }

  @Test
  void cancelsAndWaitsForTheEnd() throws Exception {
    startWaitingBuild();
    Running watching = pim.start("build", "watch", "web");
    watching.out().await("script:app started");
    Ran canceled = pim.run("build", "cancel", "web");
    assertEquals(0, canceled.status(), canceled.err());
    assertTrue(canceled.out().contains("only its log is left"), canceled.out());
    assertEquals(ExitStatus.INTERRUPTED, watching.end().get().status());
    Ran again = pim.run("build", "cancel", "web");
    assertEquals(0, again.status());
    assertTrue(again.out().contains("has ended already: canceled"), again.out());
  }

  @Test
  void leavesOnCtrlCAndCancelsOnTwo() throws Exception {
    startWaitingBuild();
    Running first = pim.start("build", "watch", "web");
    first.out().await("script:app started");
    pim.interrupts.press();
    Ran left = first.end().get();
    assertEquals(ExitStatus.INTERRUPTED, left.status());
    assertTrue(left.out().contains("the build continues"), left.out());
    assertTrue(left.out().contains("pim build watch web-x86_64-"), left.out());

    Running second = pim.start("build", "watch", "web");
    second.out().await("script:app started");
    pim.interrupts.press();
    pim.interrupts.press();
    Ran ended = second.end().get();
    assertEquals(ExitStatus.INTERRUPTED, ended.status());
    assertTrue(ended.out().contains("is cancelled"), ended.out());
  }

  @Test
  void drawsStepsAndBarsOnATerminal() throws Exception {
    pim.variable("PIM_TERMINAL", "40x100").variable("TERM", "xterm");
    startWaitingBuild();
    Running watching = pim.start("build", "watch", "web");
    watching.out().await("[##########----------]  50% half of script:app");
    letGo();
    Ran ran = watching.end().get();
    assertEquals(0, ran.status());
    assertTrue(ran.out().contains("\u001b[J"), "redrawn in place");
  }

  @Test
  void listsByStateProfileAndArchitecture() throws Exception {
    holdBuild();
    assertEquals(1, json(pim.run("build", "list", "--state", "held", "-o", "json")).size());
    assertEquals(0, json(pim.run("build", "list", "--state", "done", "-o", "json")).size());
    assertEquals(1, json(pim.run("build", "list", "--profile", "web", "-o", "json")).size());
    assertEquals(0, json(pim.run("build", "list", "--profile", "db", "-o", "json")).size());
    assertEquals(0, json(pim.run("build", "list", "--arch", "arm64", "-o", "json")).size());
    Ran table = pim.run("build", "list");
    assertTrue(table.out().startsWith("BUILD "), table.out());
    assertTrue(table.out().contains("held"), table.out());
  }

  @Test
  void offersTheNearestBuild() {
    holdBuild();
    Ran ran = pim.run("build", "show", "wbe");
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("There is no build 'wbe'"), ran.err());
    assertTrue(ran.err().contains("Did you mean web?"), ran.err());
    Ran unsafe = pim.run("build", "show", "x' OR 'a'='a");
    assertEquals(2, unsafe.status());
  }

  @Test
  void asksWhichArchitectureIsMeant() {
    holdBuild();
    pim.run("build", "run", "web", "--arch", "arm64");
    Ran ran = pim.run("build", "show", "web");
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("web-arm64, web-x86_64"), ran.err());
  }

  @Test
  void followsALogUntilTheBuildEnds() throws Exception {
    startWaitingBuild();
    String id = json(pim.run("build", "list", "-o", "json")).get(0).get("buildId").asText();
    Path log = pim.folders.build(id).log();
    PimHome.write(log, "first\n");
    Running following = pim.start("build", "logs", "web", "-f");
    following.out().await("first\n");
    Files.writeString(log, "second\nwithout an end", StandardOpenOption.APPEND);
    following.out().await("second\n");
    letGo();
    Ran ran = following.end().get();
    assertEquals(0, ran.status(), ran.err());
    assertEquals("first\nsecond\nwithout an end\n", ran.out());
  }

  @Test
  void saysOnWhichHostLogsAre() {
    holdBuild();
    Ran ran = pim.run("build", "logs", "web");
    assertEquals(1, ran.status());
    assertTrue(ran.err().contains("are on host host1"), ran.err());
  }

  @Test
  void listsWhyBuildsAreHeldAndTakesFilters() throws Exception {
    holdBuild();
    JsonNode row = json(pim.run("build", "list", "--state", "held", "-o", "json")).get(0);
    assertEquals("The script app exited with 3.", row.get("note").asText());
    assertTrue(pim.run("build", "list").out().contains("The script app exited with 3."));
    assertEquals(0, json(pim.run("build", "list", "--state", "done", "-o", "json")).size());
    assertEquals(1, json(pim.run("build", "list", "--profile", "web", "-o", "json")).size());
    assertEquals(0, json(pim.run("build", "list", "--arch", "arm64", "-o", "json")).size());
  }

  @Test
  void refusesMeaninglessFilters() {
    Ran state = pim.run("build", "list", "--state", "hold");
    assertEquals(ExitStatus.USAGE, state.status());
    assertTrue(state.err().contains("HELD"), state.err());
    Ran profile = pim.run("build", "list", "--profile", "wbe");
    assertEquals(ExitStatus.USAGE, profile.status());
    assertTrue(profile.err().contains("Did you mean web?"), profile.err());
    assertEquals(ExitStatus.USAGE, pim.run("build", "list", "--arch", "vax").status());
    assertEquals(ExitStatus.USAGE, pim.run("build", "list", "--limit", "0").status());
  }

  @Test
  void aTerminalThatIsClosedLeavesTheBuild() throws Exception {
    startWaitingBuild();
    Running watching = pim.start("build", "watch", "web");
    watching.out().await("script:app started");
    pim.interrupts.leave();
    Ran left = watching.end().get();
    assertEquals(ExitStatus.INTERRUPTED, left.status());
    assertTrue(left.out().contains("the build continues; to see it again: pim build watch web-"));
    assertFalse(left.out().contains("Ctrl-C again"), left.out());
    letGo();
  }
}
