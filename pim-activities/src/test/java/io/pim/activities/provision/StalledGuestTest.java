package io.pim.activities.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.host.machine.Phase;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.PimFolders;
import io.pim.tools.process.Deadline;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** A real guest hangs or cannot be reached while a script runs in it. */
class StalledGuestTest extends GuestCase {
  @Test
  void aQemuStoppedForLongerThanSshWaitsContinues() throws Exception {
    boot(Duration.ofMinutes(1));
    CompletableFuture<List<FailureReport>> running = running(TALKS);
    awaitLine("line 5.");

    signal("STOP");
    // Longer than this test's keep-alives last, as 25 s are for a real build.
    awaitLine("The connection to the guest was lost");
    assertTrue(qemu().isStopped());
    signal("CONT");

    List<FailureReport> failures = running.get(90, TimeUnit.SECONDS);
    assertEquals(List.of(FailureKind.SSH_LOST), failures.stream().map(f -> f.kind()).toList());
    requireRunOnce();
  }

  @Test
  void aNetworkThatDropsPacketsAndALostConnectionDoTheScriptNoHarm() throws Exception {
    boot(Duration.ofMinutes(1));
    CompletableFuture<List<FailureReport>> running = running(TALKS);
    awaitLine("line 5.");
    monitor("set_link", Map.of("name", "net", "up", false));
    awaitLine("The connection to the guest was lost");
    monitor("set_link", Map.of("name", "net", "up", true));

    List<FailureReport> failures = running.get(90, TimeUnit.SECONDS);
    assertEquals(List.of(FailureKind.SSH_LOST), failures.stream().map(f -> f.kind()).toList());
    requireRunOnce();
  }

  /** The guest's side ends the connection, and its clock is set; nothing depends on the clock. */
  @Test
  void aClockThatJumpsAndALostConnectionDoTheScriptNoHarm() throws Exception {
    boot(Duration.ofMinutes(1));
    String jumps = "date -s @$(($(date +%s) + 3600)); ";
    String jumpsBack = "date -s @$(($(date +%s) - 7200)); ";
    String hangsUp = "killall dropbear; sleep 1; ";

    List<FailureReport> failures =
        running(jumps + "sleep 2; " + jumpsBack + "sleep 1; " + hangsUp + TALKS)
            .get(90, TimeUnit.SECONDS);

    assertEquals(List.of(FailureKind.SSH_LOST), failures.stream().map(f -> f.kind()).toList());
    requireRunOnce();
  }

  @Test
  void replacesAGuestThatHangs() throws Exception {
    boot(Duration.ofSeconds(4));
    CompletableFuture<List<FailureReport>> running =
        running("echo on the console > /dev/console; echo 'line 0.'; sleep 100");
    awaitLine("line 0.");

    List<FailureReport> failures = keptStoppedUntilDone(running);
    FailureReport report = failures.get(failures.size() - 1);
    assertEquals(FailureKind.VM_HUNG, report.kind(), failures.toString());
    assertEquals("The guest shows no sign of life for 8 seconds.", report.what());
    assertTrue(report.why().endsWith("QEMU says: paused"), report.why());
    assertEquals(build.folder().console("guest").toString(), report.where());
    assertTrue(report.lastLines().toString().contains("on the console"), report.toString());
  }

  /** Stops it again and again: PIM resumes a guest that a killed worker may have left stopped. */
  private List<FailureReport> keptStoppedUntilDone(CompletableFuture<List<FailureReport>> running)
      throws Exception {
    Deadline deadline = Deadline.in(Duration.ofSeconds(90));
    while (!deadline.isOver()) {
      monitor("stop", Map.of());
      try {
        return running.get(100, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // The step has not abandoned the guest yet.
      }
    }
    throw new AssertionError("the step never abandoned the guest");
  }

  @Test
  void replacesAndEndsAQemuThatStaysStopped() throws Exception {
    boot(Duration.ofSeconds(4));
    CompletableFuture<List<FailureReport>> running = running("echo 'line 0.'; sleep 100");
    awaitLine("line 0.");

    signal("STOP");

    List<FailureReport> failures = running.get(120, TimeUnit.SECONDS);
    FailureReport report = failures.get(failures.size() - 1);
    assertEquals(FailureKind.VM_HUNG, report.kind(), failures.toString());
    assertTrue(report.why().contains(qemu().pid() + " is stopped (kill -CONT"), report.why());
    ProcessIdentity process = qemu();
    machines.end(Phase.GUEST.of(build));
    assertFalse(process.isAlive());
  }

  /** QEMU does not notice, because the guest has no driver for pvpanic. */
  @Test
  void replacesAPanickedGuestLongBeforeItsStallTimeout() throws Exception {
    boot(Duration.ofMinutes(30));

    List<FailureReport> failures =
        running("echo 0 > /proc/sys/kernel/panic; sync; echo c > /proc/sysrq-trigger")
            .get(120, TimeUnit.SECONDS);

    FailureReport report = failures.get(failures.size() - 1);
    assertEquals(FailureKind.VM_LOST, report.kind(), failures.toString());
    assertEquals("The guest's kernel has panicked.", report.what());
    assertTrue(report.lastLines().toString().contains("sysrq triggered crash"), report.toString());
  }

  /** As a script may print a log. */
  @Test
  void leavesAGuestAloneThatPrintsAPanicAndContinues() throws Exception {
    boot(Duration.ofMinutes(30));
    String print = "echo '[ 1.0] ---[ end Kernel panic - not syncing: x ]---' > /dev/console; ";
    String write =
        "i=0; while [ $i -lt 15 ]; do i=$((i+1)); echo $i > /root/i; sync; sleep 1; done";

    assertEquals(List.of(), running(print + write).get(90, TimeUnit.SECONDS));
  }

  /** A script that only waits in an idle guest does not count as a hang. */
  @Test
  void silenceIsNotAHang() throws Exception {
    boot(Duration.ofMillis(2500));

    assertEquals(List.of(), running("sleep 15; echo done").get(60, TimeUnit.SECONDS));
  }

  @Test
  void reportsAFullHostDiskWhileTheGuestWrites() throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "only root mounts a small file system");
    Path mount = Files.createDirectory(folder.resolve("small"));
    Finished mounted = run("mount", "-t", "tmpfs", "-o", "size=96m", "pim-test", mount.toString());
    assumeTrue(mounted.succeeded(), "cannot mount a tmpfs: " + mounted.output());
    small = mount;
    boot(
        PimFolders.of(
            Map.of(
                "XDG_CACHE_HOME", small.toString(),
                "XDG_RUNTIME_DIR", folder.toString()),
            folder,
            folder),
        Duration.ofMinutes(5));

    List<FailureReport> failures =
        running("dd if=/dev/urandom of=/root/big bs=1M count=200; sync; echo written")
            .get(60, TimeUnit.SECONDS);

    FailureReport report = failures.get(failures.size() - 1);
    assertEquals(FailureKind.DISK_FULL, report.kind());
    assertTrue(report.where().startsWith(small.toString()), report.where());
    assertTrue(report.why().contains("bytes are free"), report.why());
    assertFalse(Files.readString(build.folder().log()).contains("written"));
  }
}
