package io.pim.e2e.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.e2e.Waiting;
import io.pim.e2e.disk.HostTool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machines themselves are separate, and leave nothing behind. */
class MachinesTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path folder;

  private Machines machines;

  @BeforeEach
  void start() throws Exception {
    machines = Machines.start();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    machines.close();
    String links = HostTool.run("ip", "-o", "link").exits(0).out();
    assertFalse(links.contains("br0") || links.contains("host11"), links);
    String mounts = Files.readString(Path.of("/proc/self/mounts"));
    assertFalse(mounts.contains(folder.toString()), mounts);
  }

  private long boot(String name) throws IOException {
    return machines.boot(name, folder.resolve(name));
  }

  private static String run(long first, String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("--target=" + first, "--net", "--pid", "--mount"));
    all.addAll(List.of(words));
    return HostTool.run("nsenter", all.toArray(new String[0])).exits(0).out();
  }

  private static Process sleeper(long first) throws IOException {
    return new ProcessBuilder(
            "nsenter", "--target=" + first, "--net", "--pid", "--mount", "sleep", "1000000")
        .start();
  }

  @Test
  void areSeparate() throws Exception {
    long one = boot("one");
    long two = boot("two");

    assertNotEquals(run(one, "cat", "/etc/machine-id"), run(two, "cat", "/etc/machine-id"));
    assertTrue(run(two, "ip", "-o", "-4", "address").contains("10.77.0.12/24"));
    Process sleeper = sleeper(one);
    Waiting.until(
        LIMIT, () -> besides(one).size() == 1, () -> true, () -> "no process on the machine");
    assertEquals(List.of(), besides(two), "another machine sees its processes");
    sleeper.children().forEach(ProcessHandle::destroy);
    assertTrue(sleeper.waitFor(1, TimeUnit.MINUTES));
  }

  private static List<String> besides(long first) throws IOException {
    return new MachineProcesses(first).besides(List.of());
  }

  @Test
  void loseTheirNetworkWithTheCable() throws Exception {
    long one = boot("one");
    try (ServerSocket service = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      machines.publish(service.getLocalPort());
      machines.slow("one", "10mbit");
      machines.delay(20);
      assertEquals("hello", answer(one, service));
      machines.unplug("one");
      assertThrows(IOException.class, () -> answer(one, service));
      machines.plug("one");
      assertEquals("hello", answer(one, service));
    }
  }

  /** The answer that a client on the machine gets from a service that greets. */
  private static String answer(long first, ServerSocket service) throws Exception {
    Thread greeting =
        new Thread(
            () -> {
              try (Socket socket = service.accept()) {
                socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
              } catch (IOException e) {
                // The client reports the error.
              }
            });
    greeting.setDaemon(true);
    greeting.start();
    return run(
        first,
        "python3",
        "-c",
        "import socket; s = socket.create_connection(('10.77.0.1', "
            + service.getLocalPort()
            + "), 5); s.settimeout(60); print(s.recv(9).decode(), end='')");
  }

  @Test
  void endWithTheirPower() throws Exception {
    long one = boot("one");
    Process sleeper = sleeper(one);
    Waiting.until(
        LIMIT, () -> besides(one).size() == 1, () -> true, () -> "no process on the machine");

    machines.lose("one");

    assertTrue(sleeper.waitFor(1, TimeUnit.MINUTES));
    assertNotEquals(one, boot("one"), "it can be switched on again");
  }

  @Test
  void endWhenTheirMakerIsKilled() throws Exception {
    long one = boot("one");
    Process sleeper = sleeper(one);
    Waiting.until(
        LIMIT, () -> besides(one).size() == 1, () -> true, () -> "no process on the machine");

    machines.kill();

    assertTrue(sleeper.waitFor(1, TimeUnit.MINUTES));
    Waiting.until(
        LIMIT,
        () -> Files.notExists(Path.of("/proc/" + one + "/ns/net")) || isZombie(one),
        () -> true,
        () -> "the machine runs on");
  }

  private static boolean isZombie(long pid) throws IOException {
    return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
  }
}
