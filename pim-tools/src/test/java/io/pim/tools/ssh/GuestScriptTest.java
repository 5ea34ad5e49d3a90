package io.pim.tools.ssh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.testing.Await;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scripts that really run, in every shell and behind every SSH server of this machine. */
@Timeout(300)
class GuestScriptTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The kind of SSH server. */
  enum Server {
    MINA_DASH,
    MINA_BUSYBOX,
    /** A login shell that prints a greeting first, as with an echo in its .bashrc. */
    MINA_GREETING,
    OPENSSH,
    DROPBEAR
  }

  @TempDir Path temp;
  private Guest guest;
  private SshKeyPair key;
  private SshSession session;

  private GuestScript script(Server server) throws Exception {
    key = SshKeyPair.at(temp.resolve("key"));
    guest = Guests.start(server, temp, key);
    Assumptions.assumeTrue(guest != null, "this machine has no " + server);
    return again("run-1");
  }

  private GuestScript again(String name) throws Exception {
    session = Guests.login(guest, key, temp);
    RootShell root = RootShell.find(session, java.util.Optional.empty());
    return new GuestScript(
        root,
        new GuestFolders(temp.resolve("run/pim").toString(), temp.resolve("var").toString()),
        name);
  }

  @AfterEach
  void close() throws Exception {
    if (session != null) {
      session.close();
    }
    if (guest != null) {
      guest.close();
    }
    // A runner waits until its run is removed, and most tests here do not remove it.
    String own = temp.resolve("run/pim").toString();
    ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(own))
        .forEach(ProcessHandle::destroyForcibly);
  }

  private static final class Heard implements GuestScript.Listener {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long offset;
    Runnable after = () -> {};
    Runnable following = () -> {};

    @Override
    public void following() {
      following.run();
    }

    @Override
    public void output(byte[] chunk, long newOffset) {
      bytes.writeBytes(chunk);
      offset = newOffset;
      after.run();
    }

    @Override
    public void tick() {}

    String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @EnumSource
  void outputAndExitStatusComeBack(Server server) throws Exception {
    GuestScript script = script(server);
    assertEquals(
        GuestScript.Start.STARTED,
        script.start(
            "echo out; echo err >&2; cat; echo \"$GREETING\"; exit 7",
            Map.of("GREETING", "it's $HOME")));
    Heard heard = new Heard();
    ScriptEnd end = script.follow(0, heard, LIMIT);
    assertEquals("out\nerr\nit's $HOME\n", heard.text());
    assertEquals(OptionalInt.of(7), end.exitStatus());
    assertEquals(heard.bytes.size(), end.outputBytes());
    script.remove();
    assertFalse(Files.exists(Path.of(script.folder())));
    assertFalse(Files.exists(Path.of(script.workFolder())));
  }

  @ParameterizedTest
  @EnumSource
  void followsTheShebangAsTheKernelDoes(Server server) throws Exception {
    GuestScript script = script(server);
    script.start("#! /bin/sh -eu \necho \"$-:$DEBIAN_FRONTEND\"; false; echo unreached", Map.of());
    Heard heard = new Heard();
    assertEquals(OptionalInt.of(1), script.follow(0, heard, LIMIT).exitStatus());
    assertTrue(heard.text().matches("[a-z]*eu?[a-z]*:noninteractive\n"), heard.text());
    assertFalse(heard.text().contains("unreached"));
  }

  @ParameterizedTest
  @EnumSource
  void aMissingInterpreterIsAnExitStatus(Server server) throws Exception {
    GuestScript script = script(server);
    script.start("#!/nowhere/interpreter\n", Map.of());
    Heard heard = new Heard();
    assertEquals(OptionalInt.of(127), script.follow(0, heard, LIMIT).exitStatus());
    assertTrue(heard.text().contains("/nowhere/interpreter"), heard.text());
  }

  @ParameterizedTest
  @EnumSource
  void startingAgainJoinsTheRunEvenAfterItsEnd(Server server) throws Exception {
    GuestScript script = script(server);
    String text = "echo once >> '" + temp.resolve("count") + "'; echo said";
    script.start(text, Map.of());
    assertEquals(GuestScript.Start.JOINED, script.start(text, Map.of()));
    script.follow(0, new Heard(), LIMIT);
    assertEquals(GuestScript.Start.JOINED, script.start("echo other", Map.of()));
    Heard heard = new Heard();
    assertTrue(script.follow(0, heard, LIMIT).isSuccess());
    assertEquals("said\n", heard.text());
    assertEquals("once\n", Files.readString(temp.resolve("count")));
  }

  @ParameterizedTest
  @EnumSource
  void megabytesOfBinaryOutputSurviveLostConnections(Server server) throws Exception {
    GuestScript script = script(server);
    byte[] garbage = new byte[3 << 20];
    new Random(11).nextBytes(garbage);
    Path file = Files.write(temp.resolve("garbage"), garbage);
    script.start("cat '" + file + "'", Map.of());
    Heard heard = new Heard();
    for (int limit : new int[] {1, 700_001, 2_000_000}) {
      heard.after =
          () -> {
            if (heard.bytes.size() >= limit) {
              drop();
              heard.after = () -> {};
            }
          };
      // Output in flight when the connection is lost may still arrive; the offset shows it.
      GuestScript now = script;
      try {
        now.follow(heard.offset, heard, LIMIT);
      } catch (BuildFailure lost) {
        assertEquals(FailureKind.SSH_LOST, lost.report().kind());
      }
      session.close();
      script = again("run-1");
    }
    assertTrue(script.follow(heard.offset, heard, LIMIT).isSuccess());
    assertArrayEquals(garbage, heard.bytes.toByteArray());
  }

  @ParameterizedTest
  @EnumSource
  void reportsThatItFollowsARunningScript(Server server) throws Exception {
    GuestScript script = script(server);
    Path pipe = temp.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    script.start("read -r x < '" + pipe + "'; echo \"$x\"", Map.of());
    Heard heard = new Heard();
    // The script cannot end before that.
    heard.following = () -> write(pipe, "followed\n");
    assertTrue(script.follow(0, heard, LIMIT).isSuccess());
    assertEquals("followed\n", heard.text());

    script.remove();
    heard.following = () -> fail("the script has ended");
    assertEquals(OptionalInt.empty(), script.follow(0, heard, LIMIT).exitStatus());
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void drop() {
    try {
      guest.dropConnections();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aScriptKeepsRunningWithoutAConnection(Server server) throws Exception {
    GuestScript script = script(server);
    Path pipe = temp.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    script.start("echo before; read -r x < '" + pipe + "'; echo \"after $x\"; exit 3", Map.of());
    Heard heard = new Heard();
    heard.after = this::drop;
    GuestScript first = script;
    BuildFailure lost = assertThrows(BuildFailure.class, () -> first.follow(0, heard, LIMIT));
    assertEquals(FailureKind.SSH_LOST, lost.report().kind());
    session.close();
    heard.after = () -> {};
    Files.writeString(pipe, "signal\n");
    ScriptEnd end = again("run-1").follow(heard.offset, heard, LIMIT);
    assertEquals("before\nafter signal\n", heard.text());
    assertEquals(OptionalInt.of(3), end.exitStatus());
  }

  /** Also kills its session, which is its process group if setsid made one. */
  private void killRunner() throws Exception {
    Path pid = Path.of(again("run-1").folder()).resolve("pid");
    String kill = "kill -KILL \"-$(cat '%s')\" || kill -KILL \"$(cat '%s')\"".formatted(pid, pid);
    assertEquals(0, new ProcessBuilder("sh", "-c", kill).start().waitFor());
  }

  @ParameterizedTest
  @EnumSource
  void noticesAProcessThatVanishes(Server server) throws Exception {
    GuestScript script = script(server);
    Path pipe = temp.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    script.start("echo alive; read -r x < '" + pipe + "'", Map.of());
    Heard heard = new Heard();
    heard.after =
        () -> {
          try {
            killRunner();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        };
    ScriptEnd end = script.follow(0, heard, LIMIT);
    assertEquals(OptionalInt.empty(), end.exitStatus());
    assertTrue(end.describe().contains("vanished"));
    assertEquals("alive\n", heard.text());
  }

  @ParameterizedTest
  @EnumSource
  void aScriptThatTakesTooLongFails(Server server) throws Exception {
    GuestScript script = script(server);
    Path pipe = temp.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    script.start("read -r x < '" + pipe + "'", Map.of());
    BuildFailure failure =
        assertThrows(
            BuildFailure.class, () -> script.follow(0, new Heard(), Duration.ofSeconds(2)));
    assertEquals(FailureKind.SCRIPT_FAILED, failure.report().kind());
    // As a worker does, because a connection with an abandoned command may be unusable.
    GuestScript anew = again("run-1");
    killRunner();
    assertEquals(OptionalInt.empty(), anew.follow(0, new Heard(), LIMIT).exitStatus());
  }

  /** An idiom of scripts that start helpers; the runner is in the same process group. */
  @ParameterizedTest
  @EnumSource
  void aScriptThatEndsItsWholeProcessGroupHasAStatus(Server server) throws Exception {
    GuestScript script = script(server);
    script.start("trap 'trap - TERM; kill 0' EXIT; echo said; exit 4", Map.of());
    Heard heard = new Heard();
    ScriptEnd end = script.follow(0, heard, LIMIT);
    assertEquals(OptionalInt.of(143), end.exitStatus(), end.describe());
    assertEquals("said\n", heard.text());
  }

  /** As sealing scripts do, and worse: removes all of PIM's files in the guest. */
  private String wipes() {
    return "rm -rf '" + temp.resolve("var") + "'/* '" + temp.resolve("run") + "'/*; ";
  }

  @ParameterizedTest
  @EnumSource
  void followsAScriptThatRemovesPimsFilesToItsEnd(Server server) throws Exception {
    GuestScript script = script(server);
    script.start("echo first; " + wipes() + "sleep 1; echo last; exit 7", Map.of());
    Heard heard = new Heard();
    ScriptEnd end = script.follow(0, heard, LIMIT);
    assertEquals(OptionalInt.of(7), end.exitStatus(), end.describe());
    assertEquals("first\nlast\n", heard.text());
  }

  @ParameterizedTest
  @EnumSource
  void doesNotRepeatAScriptThatEndedUnseenWithoutPimsFiles(Server server) throws Exception {
    GuestScript script = script(server);
    Path count = temp.resolve("count");
    Path done = temp.resolve("done");
    String text = "echo run >> '" + count + "'; echo said; " + wipes() + ": > '" + done + "'";
    script.start(text, Map.of());
    Await.until("the script has ended", () -> Files.exists(done));
    drop();
    session.close();

    GuestScript anew = again("run-1");
    assertEquals(GuestScript.Start.JOINED, anew.start(text, Map.of()));
    Heard heard = new Heard();
    ScriptEnd end = anew.follow(0, heard, LIMIT);

    assertEquals(OptionalInt.of(0), end.exitStatus(), end.describe());
    assertEquals("said\n", heard.text());
    assertEquals("run\n", Files.readString(count));
  }
}
