package io.pim.activities.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.provision.GuestLogin.Guest;
import io.pim.host.build.TestBuilds;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.json.Json;
import io.pim.model.plan.Limits;
import io.pim.tools.process.ProcessIdentity;
import io.pim.tools.ssh.SshConnector;
import io.pim.tools.testing.Await;
import io.pim.workflows.activity.StepNote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Scripts in a real guest that remove PIM's files, lose their runner, or take too long. */
class UnrulyScriptTest extends GuestCase {
  /** As published clean-up scripts do; this one also removes PIM's files elsewhere. */
  @Test
  void runsAScriptOnceThatRemovesPimsFiles() throws Exception {
    boot(Duration.ofMinutes(1));
    String wipes = "rm -rf /tmp/* /var/tmp/* /run/pim; ";

    List<FailureReport> failures =
        running(wipes + "killall dropbear; sleep 1; " + TALKS).get(90, TimeUnit.SECONDS);

    assertEquals(List.of(FailureKind.SSH_LOST), failures.stream().map(f -> f.kind()).toList());
    requireRunOnce();
  }

  /** Neither is the part of a line lost that the previous worker had read. */
  @Test
  void aFailureSeenByAnotherWorkerHasTheLastLinesOfBoth() throws Exception {
    boot(Duration.ofMinutes(1));
    String script =
        "echo 'line 0.'; printf 'half '; sleep 1; killall dropbear; sleep 2; echo whole; exit 255";

    List<FailureReport> failures = running(script).get(90, TimeUnit.SECONDS);

    FailureReport report = failures.get(failures.size() - 1);
    assertEquals(FailureKind.SCRIPT_FAILED, report.kind(), failures.toString());
    assertEquals("script:base failed: exit status 255.", report.what());
    assertEquals(List.of("line 0.", "half whole"), report.lastLines());
    assertEquals("", report.why());
    assertEquals(List.of("line 0."), logLines());
  }

  /** A worker logs lines first, and then records that it did. Here it ends in between. */
  @Test
  void doesNotRepeatLinesThatAWorkerLoggedJustBeforeItsEnd() throws Exception {
    boot(Duration.ofMinutes(1));
    Path facts = build.folder().scriptFacts(build.step("script:base").requiredKey());
    Path aside = folder.resolve("facts");
    List<FailureReport> failures = new CopyOnWriteArrayList<>();
    CompletableFuture<List<FailureReport>> running = running(TALKS, failures);
    awaitLine("line 5.");
    Await.until("nothing can take the place of the facts", () -> isReplaced(facts, aside));
    Await.until("the step fails", () -> !failures.isEmpty());
    Files.delete(facts.resolve("file"));
    Files.delete(facts);
    Files.move(aside, facts);
    running.get(90, TimeUnit.SECONDS);

    requireRunOnce();
  }

  /** The worker may write the facts again before a folder takes their place. */
  private static boolean isReplaced(Path facts, Path aside) throws IOException {
    Files.move(facts, aside, StandardCopyOption.REPLACE_EXISTING);
    try {
      Files.createFile(Files.createDirectory(facts).resolve("file"));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  @Test
  void doesNotRepeatAScriptWhoseRunnerWasKilled() throws Exception {
    boot(Duration.ofMinutes(1));
    String script = "echo 'line 0.'; sleep 1; rm -rf /run/pim; kill -9 $PPID; sleep 1; sync";

    List<FailureReport> failures = running(script).get(90, TimeUnit.SECONDS);

    assertEquals(List.of(FailureKind.SCRIPT_LOST), failures.stream().map(f -> f.kind()).toList());
    assertEquals(List.of("line 0."), logLines());
  }

  private static final String REMOVES_KEYS = "rm -rf /root/.ssh /etc/ssh/ssh_host_*; echo sealed";

  /** As published sealing scripts do; PIM keeps using its open login. */
  @Test
  void keepsTheOpenSessionWhenAScriptRemovesTheKeys() throws Exception {
    boot(Duration.ofMinutes(1));
    assertEquals(List.of(), running(REMOVES_KEYS).get(60, TimeUnit.SECONDS));

    FinalizeStep finalize = new FinalizeStep(login, machines);
    assertEquals(StepNote.NONE, bench.run(builds, TestBuilds.ID, "finalize", finalize::run));
  }

  @Test
  void aWorkerThatCanNoLongerLogInNamesTheScriptAtOnce() throws Exception {
    boot(Duration.ofMinutes(1));
    String locksOut = "rm -rf /root/.ssh; " + ShellPortsTest.endKeeper();
    assertEquals(List.of(), running(locksOut).get(60, TimeUnit.SECONDS));
    login = new GuestLogin(machines, new SshConnector(HASTY));
    long start = System.nanoTime();

    List<FailureReport> failures = running("echo again").get(60, TimeUnit.SECONDS);

    assertEquals(List.of(FailureKind.LOGIN_FAILED), failures.stream().map(f -> f.kind()).toList());
    assertEquals("Access to the guest was lost after script:base.", failures.get(0).what());
    assertTrue(failures.get(0).why().contains("login refused"), failures.get(0).why());
    assertTrue(System.nanoTime() - start < Duration.ofSeconds(40).toNanos());
  }

  /** The host of a held build did not get the request to stop its machine; then a retry arrives. */
  @Test
  void aRetryRunsTheScriptAgainOnACleanDisk() throws Exception {
    boot(Duration.ofMinutes(1));
    String script = "[ ! -e /root/mark ] || { echo dirty; exit 4; }; touch /root/mark; ";
    List<FailureReport> first = running(script + "exit 3").get(60, TimeUnit.SECONDS);
    assertEquals(FailureKind.SCRIPT_FAILED, first.get(0).kind(), first.toString());
    ProcessIdentity dirty = qemu();

    bootAndLogIn();

    assertFalse(dirty.isAlive());
    assertEquals(List.of(), running(script).get(60, TimeUnit.SECONDS));
  }

  /** A held build's machine is killed, and people examine its disk. */
  @Test
  void keepsTheWritesOfAScriptThatTakesTooLong() throws Exception {
    boot(Duration.ofMinutes(1));
    Limits hasty = new Limits(Duration.ofMinutes(1), Duration.ofMillis(500), Duration.ofMinutes(1));
    build = builds.with(hasty).save(TestBuilds.ID);
    String script =
        "s=written-$((40 + 2)).; while [ ${#s} -lt 9000 ]; do s=$s$s; done; "
            + "echo $s > /root/late; sleep 1000";

    List<FailureReport> failures = running(script).get(90, TimeUnit.SECONDS);
    signal("KILL");

    assertEquals(FailureKind.SCRIPT_FAILED, failures.get(0).kind(), failures.toString());
    Path disk = build.folder().workDisk(build.step("script:base").requiredKey());
    assertTrue(
        Files.readString(disk, StandardCharsets.ISO_8859_1).contains("written-42.written-42."),
        () -> disk + " does not have it");
  }

  /** The next worker, which did not run when the keys were removed, does not wait for SSH. */
  @Test
  void finalizesAGuestAgainThatWasFinalizedUnseen() throws Exception {
    boot(Duration.ofMinutes(1));
    assertEquals(List.of(), running(ShellPortsTest.endKeeper()).get(60, TimeUnit.SECONDS));
    FinalizeStep finalize = new FinalizeStep(login, machines);
    bench.run(builds, TestBuilds.ID, "finalize", finalize::run);
    Path facts = build.folder().scriptFacts(build.step("finalize").requiredKey());
    Json.write(facts, ScriptFacts.begun(qemu(), "", 0));
    GuestLogin another = new GuestLogin(machines, new SshConnector(HASTY));
    FinalizeStep anew = new FinalizeStep(another, machines);

    FailureReport report = bench.report(builds, TestBuilds.ID, "finalize", anew::run);

    assertEquals(FailureKind.VM_LOST, report.kind());
    assertTrue(report.what().contains("keys are already removed"), report.what());
  }

  /** The machine's ports need no keys. */
  @Test
  void theNextWorkerFollowsTheFinalizing() throws Exception {
    boot(Duration.ofMinutes(1));
    bench.run(builds, TestBuilds.ID, "finalize", new FinalizeStep(login, machines)::run);
    GuestLogin another = new GuestLogin(machines, new SshConnector(HASTY));

    StepNote note =
        bench.run(
            builds,
            TestBuilds.ID,
            "finalize",
            step -> {
              try (Guest guest = another.openFinalized(step, Duration.ofSeconds(10))) {
                return new StepNote(guest.root().describe());
              }
            });

    assertEquals(new StepNote("the shell that an earlier login left in the guest"), note);
  }
}
