package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A person's actions with one VM of the tiny image, in this order. */
final class VmVisit {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final PimUser user;

  VmVisit(PimUser user) {
    this.user = user;
  }

  void runsInTheBackground() throws Exception {
    user.pim("vm", "run", "tiny", "--name", "web", "--user", "admin")
        .exits(0)
        .saying("VM web runs", "cloud-init: done", "user admin");
    user.pim("vm", "ssh", "web", "--", "sh", "-c", "id -un; hostname; exit 7")
        .exits(7)
        .saying("admin", "web");
    JsonNode running = user.pim("vm", "list", "-o", "json").exits(0).json();
    assertEquals("running", running.at("/0/state").asText());
    for (String end : new String[] {".qmp", ".ga", ".serial", ".pid"}) {
      assertTrue(Files.exists(user.runtime().resolve("web" + end)), end);
    }
  }

  void isReachableOnAPort() throws Exception {
    int free = freePort();
    user.pim("vm", "port", "web", "--add", free + ":22").exits(0).saying("127.0.0.1:" + free);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), free)) {
      socket.setSoTimeout((int) LIMIT.toMillis());
      byte[] banner = socket.getInputStream().readNBytes(4);
      assertEquals("SSH-", new String(banner, StandardCharsets.US_ASCII));
    }
    user.pim("vm", "port", "web", "--add", free + ":80").exits(1).saying("forwarded already");
    JsonNode left = user.pim("vm", "port", "web", "--remove", "" + free, "-o", "json").json();
    assertEquals(1, left.size(), "the port for SSH stays");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  void copiesFilesInBothDirections() throws Exception {
    Path folder = Files.createTempDirectory("copies");
    Path tree = Files.createDirectories(folder.resolve("tree/below"));
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    Files.write(tree.resolve("data"), bytes);
    Files.createSymbolicLink(folder.resolve("tree/link"), Path.of("below/data"));
    Path one = Files.writeString(folder.resolve("one"), "with 'quotes' and\n");
    user.pim("vm", "cp", one.toString(), "web:").exits(0);
    user.pim("vm", "cp", one.toString(), "web:my file").exits(0);
    user.pim("vm", "cp", "-r", folder.resolve("tree").toString(), "web:copy").exits(0);
    user.pim("vm", "ssh", "web", "--", "cat", "one", "my file").exits(0).saying("with 'quotes'");
    Path back = folder.resolve("back");
    user.pim("vm", "cp", "web:copy", back.toString()).exits(2).saying("is a folder in the VM");
    user.pim("vm", "cp", "-r", "web:copy", back.toString()).exits(0);
    assertArrayEquals(bytes, Files.readAllBytes(back.resolve("below/data")));
    assertEquals(Path.of("below/data"), Files.readSymbolicLink(back.resolve("link")));
    user.pim("vm", "cp", "web:my file", folder.toString()).exits(0);
    assertEquals(Files.readString(one), Files.readString(folder.resolve("my file")));
    user.pim("vm", "cp", "web:none", folder.toString()).exits(1).saying("The VM has no such file");
    user.pim("vm", "cp", one.toString(), "web:none/x").exits(1).saying("Not everything was copied");
  }

  void keepsItsImage() throws Exception {
    String image =
        user.pim("image", "show", "tiny", "-o", "json").exits(0).json().at("/image/name").asText();
    user.pim("image", "rm", image).exits(1).saying("VM web is based on it");
  }

  void hasAConsole() throws Exception {
    Path out = Files.createTempFile("console", "");
    Path err = Files.createTempFile("console", "");
    Process console = user.start(out, err, "vm", "console", "web");
    try (OutputStream keys = console.getOutputStream()) {
      awaitText(console, err, "Ctrl-] detaches");
      type(keys, "\n");
      awaitText(console, out, "login:");
      user.pim("vm", "console", "web").exits(1).saying("somebody already uses the console");
      type(keys, "\u001d");
      assertTrue(
          console.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "the console did not detach");
    } finally {
      console.destroyForcibly();
    }
    assertEquals(0, console.exitValue());
    user.pim("vm", "console", "web", "--history").exits(0).saying("login:");
    Files.delete(out);
    Files.delete(err);
  }

  void isReportedDead() throws Exception {
    long pid = user.pim("vm", "show", "web", "-o", "json").json().at("/vm/pid").asLong();
    ProcessHandle qemu = ProcessHandle.of(pid).orElseThrow();
    assertTrue(qemu.destroyForcibly());
    qemu.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertEquals("dead", user.pim("vm", "list", "-o", "json").json().at("/0/state").asText());
    user.pim("vm", "ssh", "web").exits(1).saying("VM web does not run");
  }

  void leavesNothing() throws Exception {
    user.pim("vm", "rm", "web").exits(0).saying("VM web removed");
    assertFalse(Files.exists(user.data().resolve("vms/web")));
    try (Stream<Path> sockets = Files.list(user.runtime())) {
      assertEquals(List.of(), sockets.filter(f -> f.toString().contains("web.")).toList());
    }
  }

  private static void type(OutputStream keys, String text) throws Exception {
    keys.write(text.getBytes(StandardCharsets.UTF_8));
    keys.flush();
  }

  private static void awaitText(Process console, Path file, String text) throws Exception {
    Waiting.until(
        LIMIT,
        () -> Files.readString(file, StandardCharsets.ISO_8859_1).contains(text),
        console::isAlive,
        () -> "no '" + text + "' in " + file);
  }
}
