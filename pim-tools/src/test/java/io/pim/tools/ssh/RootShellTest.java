package io.pim.tools.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uses a fake id and sudo of a login user: id prints 0 only under sudo. */
@Timeout(180)
class RootShellTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Reads the password as sudo does, a byte at a time, and logs its arguments. */
  private static final String SUDO =
      """
      #!/bin/sh
      echo "$*" >> "$SUDO_LOG"
      ask=
      while [ $# -gt 0 ]; do
        case $1 in
          -k) shift ;;
          -n) [ "$SUDO_MODE" = nopasswd ] || { echo 'sudo: a password is required' >&2; exit 1; }; shift ;;
          -S) ask=1; shift ;;
          -p) shift 2 ;;
          *) break ;;
        esac
      done
      if [ -n "$ask" ] && [ "$SUDO_MODE" != lenient ]; then
        IFS= read -r given
        [ "$given" = 'se cret$1' ] || { echo 'sudo: 1 incorrect password attempt' >&2; exit 1; }
      fi
      FAKE_ROOT=1; export FAKE_ROOT
      exec "$@"
      """;

  private static final String ID =
      """
      #!/bin/sh
      [ -n "$FAKE_ROOT" ] && echo 0 || echo 1000
      """;

  @TempDir Path temp;
  private SshKeyPair key;
  private Path log;

  @BeforeEach
  void prepare() throws Exception {
    key = SshKeyPair.at(temp.resolve("key"));
    log = Files.createFile(temp.resolve("sudo.log"));
    tool("sudo", SUDO);
    tool("id", ID);
  }

  private void tool(String name, String text) throws Exception {
    Path file = Files.createDirectories(temp.resolve("bin")).resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private interface Use {
    void with(SshSession session) throws Exception;
  }

  private void withSudo(String mode, Use use) throws Exception {
    withSudo(mode, MinaGuest.Setup.withPassword("x"), use);
  }

  private void withSudo(String mode, MinaGuest.Setup setup, Use use) throws Exception {
    Map<String, String> environment =
        Map.of(
            "PATH",
            temp.resolve("bin") + ":/usr/bin:/bin",
            "SUDO_MODE",
            mode,
            "SUDO_LOG",
            log.toString());
    try (MinaGuest guest =
            MinaGuest.start(temp, setup.withKey(key).withUser("pim").withEnvironment(environment));
        SshSession session = Guests.login(guest, key, temp)) {
      use.with(session);
    }
  }

  private static void assertRunsAsRoot(RootShell root) throws Exception {
    byte[] input = "first\nse cret$1\nlast".getBytes(StandardCharsets.UTF_8);
    CommandResult result = root.run("id -u; cat", input, LIMIT);
    assertEquals("0\nfirst\nse cret$1\nlast", result.stdout());
  }

  @Test
  void sudoWithoutAPassword() throws Exception {
    withSudo(
        "nopasswd",
        session -> {
          RootShell root = RootShell.find(session, Optional.of("unused"));
          assertEquals("sudo without a password", root.describe());
          assertRunsAsRoot(root);
        });
  }

  @Test
  void sudoWithThePasswordOnItsInputOnly() throws Exception {
    withSudo(
        "password",
        session -> {
          RootShell root = RootShell.find(session, Optional.of("se cret$1"));
          assertEquals("sudo with the password", root.describe());
          assertRunsAsRoot(root);
          assertFalse(Files.readString(log).contains("se cret"));
        });
  }

  @Test
  void aShellThatGreetsBreaksNothing() throws Exception {
    MinaGuest.Setup greeting = Guests.greeting(temp, MinaGuest.Setup.withPassword("x"));
    withSudo(
        "nopasswd",
        greeting,
        session -> {
          RootShell root = RootShell.find(session, Optional.empty());
          assertEquals("sudo without a password", root.describe());
          assertRunsAsRoot(root);
          CommandResult both = root.run("echo out; echo err >&2", new byte[0], LIMIT);
          assertEquals(new CommandResult(ExitStatus.of(0), "out\n", "err\n"), both);
        });
    withSudo(
        "password",
        greeting,
        session -> assertRunsAsRoot(RootShell.find(session, Optional.of("se cret$1"))));
  }

  /** The text before a missing answer may explain it. */
  @Test
  void reportsAShellsUnexpectedOutput() throws Exception {
    MinaGuest.Setup closed =
        MinaGuest.Setup.withPassword("x")
            .withShell("/bin/sh", command -> "echo This account is not available.; exit 1");
    withSudo(
        "nopasswd",
        closed,
        session -> {
          BuildFailure failure =
              assertThrows(BuildFailure.class, () -> RootShell.find(session, Optional.empty()));
          String why = failure.report().why();
          assertTrue(why.contains("This account is not available."), why);
        });
  }

  /** The password must not become the command's input if sudo does not ask for it. */
  @Test
  void anUnneededPasswordReachesNobody() throws Exception {
    withSudo(
        "lenient", session -> assertRunsAsRoot(RootShell.find(session, Optional.of("something"))));
  }

  @Test
  void reportsTheAttemptsIfItCannotBecomeRoot() throws Exception {
    withSudo(
        "password",
        session -> {
          BuildFailure failure =
              assertThrows(
                  BuildFailure.class, () -> RootShell.find(session, Optional.of("wrong one")));
          assertEquals(FailureKind.ROOT_REFUSED, failure.report().kind());
          String why = failure.report().why();
          assertTrue(why.contains("the login itself: user id 1000"), why);
          assertTrue(why.contains("a password is required"), why);
          assertTrue(why.contains("incorrect password"), why);
          assertFalse(why.contains("wrong one"), why);
        });
  }

  @Test
  void looksForRootWithoutRequiringIt() throws Exception {
    withSudo(
        "password",
        session -> {
          assertTrue(RootShell.findIfAny(session, Optional.of("wrong one")).isEmpty());
          assertRunsAsRoot(RootShell.findIfAny(session, Optional.of("se cret$1")).orElseThrow());
          session.close();
          // A closed session has refused nothing.
          assertThrows(
              IllegalStateException.class,
              () -> RootShell.findIfAny(session, Optional.of("se cret$1")));
        });
  }

  @Test
  void asksSudoOnceForAllCommands() throws Exception {
    withSudo(
        "password",
        session -> {
          RootShell root = RootShell.find(session, Optional.of("se cret$1"));
          int calls = Files.readAllLines(log).size();
          for (int i = 0; i < 5; i++) {
            String wanted = "n" + i + "\n";
            assertEquals(wanted, root.run("echo n" + i, new byte[0], LIMIT).stdout());
          }
          assertEquals(calls, Files.readAllLines(log).size());
        });
  }

  @Test
  void passesEveryByteInBothDirections() throws Exception {
    byte[] input = new byte[3 * 256];
    for (int i = 0; i < input.length; i++) {
      input[i] = (byte) i;
    }
    withSudo(
        "nopasswd",
        session -> {
          RootShell root = RootShell.find(session, Optional.empty());
          String digits = root.run("od -An -v -tu1", input, LIMIT).stdout();
          String[] words = digits.strip().split("\\s+", -1);
          assertEquals(input.length, words.length);
          for (int i = 0; i < words.length; i++) {
            assertEquals(Byte.toUnsignedInt(input[i]), Integer.parseInt(words[i]));
          }
        });
  }

  @Test
  void reportsEachCommandsOwnStatusAndOutput() throws Exception {
    withSudo(
        "nopasswd",
        session -> {
          RootShell root = RootShell.find(session, Optional.empty());
          assertEquals(
              new CommandResult(ExitStatus.of(7), "pim-ends-", "pim-e"),
              root.run("printf pim-ends-; printf pim-e >&2; exit 7", new byte[0], LIMIT));
          assertEquals(
              new CommandResult(ExitStatus.of(0), "", ""), root.run(":", new byte[0], LIMIT));
          assertFalse(root.run("if", new byte[0], LIMIT).status().isSuccess());
          assertEquals("x\n", root.run("echo x", new byte[0], LIMIT).stdout());
        });
  }

  @Test
  void opensAnotherShellAfterAScriptHasKilledIt() throws Exception {
    withSudo(
        "nopasswd",
        session -> {
          RootShell root = RootShell.find(session, Optional.empty());
          assertFalse(root.run("kill -KILL $PPID", new byte[0], LIMIT).status().isSuccess());
          assertEquals("0\n", root.run("id -u", new byte[0], LIMIT).stdout());
        });
  }

  @Test
  void abandonsACommandAtItsLimitAndOpensAnotherShell() throws Exception {
    Path end = temp.resolve("end");
    withSudo(
        "nopasswd",
        session -> {
          RootShell root = RootShell.find(session, Optional.empty());
          String forever = "until [ -e " + end + " ]; do sleep 0.1; done";
          BuildFailure failure =
              assertThrows(
                  BuildFailure.class, () -> root.run(forever, new byte[0], Duration.ofMillis(300)));
          assertEquals(FailureKind.GUEST_HUNG, failure.report().kind());
          assertEquals("0\n", root.run("id -u", new byte[0], LIMIT).stdout());
          Files.createFile(end);
        });
  }
}
