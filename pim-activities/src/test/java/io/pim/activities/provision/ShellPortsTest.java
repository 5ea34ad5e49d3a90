package io.pim.activities.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.provision.GuestLogin.Guest;
import io.pim.host.build.TestBuilds;
import io.pim.host.machine.Phase;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.ssh.RootShell;
import io.pim.tools.ssh.ShellPorts;
import io.pim.tools.ssh.SshConnector;
import io.pim.tools.testing.Await;
import io.pim.workflows.activity.StepNote;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** The machine's ports to a root shell, which save the next worker a login. */
class ShellPortsTest extends GuestCase {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String PORTS = "the shell that an earlier login left in the guest";

  /** The environment that a command can see. Only the connection and the depth of shells differ. */
  private static final String TELLS = "env | grep -v -e ^SSH_ -e ^SHLVL | sort; pwd; umask; id";

  private interface Use {
    void of(RootShell root) throws Exception;
  }

  /** Root in the way that the next worker gets it. */
  private void asNextWorker(Use use) {
    login = new GuestLogin(machines, new SshConnector(HASTY));
    bench.run(
        builds,
        TestBuilds.ID,
        "script:base",
        step -> {
          try (Guest guest = login.open(step)) {
            use.of(guest.root());
            return StepNote.NONE;
          } catch (BuildFailure | InterruptedException e) {
            throw e;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** The login of the worker that booted the guest. */
  private Guest firstLogin() {
    Guest[] guest = new Guest[1];
    bench.run(
        builds,
        TestBuilds.ID,
        "script:base",
        step -> {
          guest[0] = login.open(step);
          return StepNote.NONE;
        });
    return guest[0];
  }

  private VirtualMachine machine() throws Exception {
    return machines.join(Phase.GUEST.of(build)).orElseThrow();
  }

  /** Sends a signal to the process in the guest that waits for callers. */
  private static String toKeeper(String name) {
    return "kill -"
        + name
        + " $(grep -l 'pim-shel[l]' /proc/[0-9]*/cmdline | cut -d / -f 3) 2> /dev/null";
  }

  /** A command for a script after which nobody answers on the ports. */
  static String endKeeper() {
    return toKeeper("KILL");
  }

  private static String run(RootShell root, String command) throws InterruptedException {
    return root.run(command, new byte[0], LIMIT).stdout().strip();
  }

  /** The server has stopped, so this cannot be a login. */
  @Test
  void theNextWorkerBecomesRootWithoutALogin() throws Exception {
    boot(Duration.ofMinutes(1));
    String first;
    try (Guest guest = firstLogin()) {
      first = run(guest.root(), TELLS);
      run(guest.root(), "(sleep 1; killall dropbear) > /dev/null 2>&1 &");
    }

    asNextWorker(
        root -> {
          assertEquals(PORTS, root.describe());
          assertEquals(first, run(root, TELLS));
        });
  }

  @Test
  void passesInputOutputErrorsAndStatus() throws Exception {
    boot(Duration.ofMinutes(1));

    asNextWorker(
        root -> {
          byte[] input = "a\\b'c\0d\n".repeat(20_000).getBytes(StandardCharsets.ISO_8859_1);
          var copied = root.run("md5sum; echo wrong >&2; exit 7", input, LIMIT);
          assertEquals(7, copied.status().code());
          assertEquals("wrong", copied.stderr().strip());
          assertTrue(copied.stdout().startsWith(md5(input)), copied.stdout());
          assertEquals("0 1 2 3", run(root, "echo $(ls /proc/self/fd)"), "ls opens one more");
        });
  }

  private static String md5(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
  }

  /** No command of a killed worker keeps running while the next worker works. */
  @Test
  void aCommandEndsWithItsCaller() throws Exception {
    boot(Duration.ofMinutes(1));
    RootShell killed =
        ShellPorts.open(machine(), Duration.ofSeconds(9), HASTY.keepAlive()).orElseThrow();
    CompletableFuture<Void> running =
        CompletableFuture.runAsync(
            () -> {
              try {
                killed.run("echo $$ > /run/lasting; exec sleep 1234", new byte[0], LIMIT);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    try (Guest guest = firstLogin()) {
      Await.until(
          "the command begins", () -> run(guest.root(), "cat /run/lasting").matches("\\d+"));
    }
    killed.close();

    asNextWorker(
        root -> {
          assertEquals(PORTS, root.describe());
          assertEquals("", run(root, "ls -d /proc/$(cat /run/lasting)"));
        });
    ExecutionException end = assertThrows(ExecutionException.class, running::get);
    assertEquals(FailureKind.SSH_LOST, ((BuildFailure) end.getCause()).report().kind());
  }

  /**
   * A script that kills every process costs the next worker a login, which makes the ports work
   * again.
   */
  @Test
  void logsInIfNobodyAnswers() throws Exception {
    boot(Duration.ofMinutes(1));
    asNextWorker(root -> run(root, toKeeper("STOP")));

    asNextWorker(root -> assertEquals("the login itself", root.describe()));
    asNextWorker(root -> run(root, endKeeper()));
    asNextWorker(root -> assertEquals("the login itself", root.describe()));
    asNextWorker(root -> assertEquals(PORTS, root.describe()));
  }

  /** QEMU keeps the ports open, whatever happens to the guest. */
  @Test
  void aGuestThatHangsLosesTheConnection() throws Exception {
    boot(Duration.ofMinutes(1));
    RootShell root =
        ShellPorts.open(machine(), Duration.ofSeconds(9), HASTY.keepAlive()).orElseThrow();
    CompletableFuture<FailureKind> end =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                root.run("sleep 1234", new byte[0], Duration.ofMinutes(2));
                return null;
              } catch (BuildFailure e) {
                return e.report().kind();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    machine().pause();

    assertEquals(FailureKind.SSH_LOST, end.get());
  }
}
