package io.pim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.worker.connection.WorkerReady;
import io.temporal.testserver.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits the classes that commands load, because a person waits for each of them. */
class StartupTest {
  private static final List<String> HEAVY =
      List.of(
          "io.grpc.",
          "io.temporal.",
          "com.google.protobuf.",
          "org.jruby.",
          "org.yaml.",
          "com.fasterxml.jackson.databind.",
          "net.schmizz.",
          "ch.qos.logback.");

  /** Classes that a list of builds does not need. */
  private static final List<String> NOT_FOR_A_LIST =
      List.of(
          "org.jruby.",
          "org.bouncycastle.",
          "net.schmizz.",
          "com.fasterxml.jackson.dataformat.toml.",
          "io.temporal.worker.WorkerFactory ",
          "io.pim.activities.",
          "io.pim.cli.image.ImageListCommand ",
          "io.pim.cli.vm.VmListCommand ");

  /** Classes that a worker needs only when it takes tasks. */
  private static final List<String> NOT_BEFORE_THE_FIRST_POLL =
      List.of(
          "org.jruby.",
          "org.bouncycastle.",
          "jdk.internal.net.http.",
          "sun.security.ssl.SSLContextImpl ",
          "net.schmizz.sshj.DefaultConfig ",
          "software.amazon.",
          "picocli.CommandLine ");

  /** 4,800 besides those of Java's own archive, most of them gRPC's and Temporal's. */
  private static final int CLASSES_OF_A_LIST = 5_300;

  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(strings = {"--version", "--help", "build --help", "build run --help"})
  void loadsNoHeavyClasses(String line) throws IOException, InterruptedException {
    Start start = start(List.of(line.split(" ")), Map.of());
    assertEquals(0, start.status());
    assertEquals(List.of(), start.loadedOf(HEAVY));
  }

  /** Whether it reaches the service in time is irrelevant: the test counts the loaded classes. */
  @Test
  @SuppressWarnings("try") // The server only has to run.
  void aListOfBuildsLoadsOnlyWhatTheServiceNeeds() throws Exception {
    int port = freePort();
    try (var service = TestServer.createPortBoundServer(port)) {
      Start start =
          start(
              List.of("build", "list"),
              Map.of("HOME", home.toString(), "TEMPORAL_ADDRESS", "127.0.0.1:" + port));
      assertEquals(List.of(), start.loadedOf(NOT_FOR_A_LIST));
      int classes = start.loaded().size();
      assertTrue(classes < CLASSES_OF_A_LIST, classes + " classes");
    }
  }

  /** Builds wait for a worker that starts after another one was killed. */
  @Test
  @Timeout(120)
  @SuppressWarnings("try") // The server only has to run.
  void aWorkerPollsBeforeItLoadsWhatStepsNeed() throws Exception {
    int port = freePort();
    Path ready = home.resolve("ready.json");
    try (var service = TestServer.createPortBoundServer(port)) {
      Process worker =
          process(
              List.of("worker", "run"),
              Map.of(
                  "HOME",
                  home.toString(),
                  "XDG_RUNTIME_DIR",
                  home.toString(),
                  "TEMPORAL_ADDRESS",
                  "127.0.0.1:" + port,
                  WorkerReady.FILE_VARIABLE,
                  ready.toString()));
      List<String> before = new ArrayList<>();
      try (BufferedReader output = worker.inputReader(StandardCharsets.UTF_8)) {
        String line = output.readLine();
        while (line != null && !line.contains("io.pim.worker.connection.WorkerReady ")) {
          before.add(line);
          line = output.readLine();
        }
        assertTrue(line != null, () -> "it ended before it was ready: " + before);
      } finally {
        worker.destroyForcibly().waitFor();
      }
      Start start = new Start(0, before);
      assertFalse(start.loadedOf(List.of("io.temporal.worker.WorkerFactory ")).isEmpty());
      assertEquals(List.of(), start.loadedOf(NOT_BEFORE_THE_FIRST_POLL));
    }
  }

  /**
   * One start of PIM.
   *
   * @param status its exit status
   * @param loaded a line for each class outside Java's own archive
   */
  private record Start(int status, List<String> loaded) {
    List<String> loadedOf(List<String> families) {
      return loaded.stream().filter(line -> families.stream().anyMatch(line::contains)).toList();
    }
  }

  private static Start start(List<String> arguments, Map<String, String> environment)
      throws IOException, InterruptedException {
    Process java = process(arguments, environment);
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = java.waitFor();
    assertTrue(output.contains("io.pim.cli.Pim "), output);
    return new Start(
        status,
        output
            .lines()
            .filter(text -> text.contains(" source: "))
            .filter(text -> !text.contains(" source: shared"))
            .toList());
  }

  private static Process process(List<String> arguments, Map<String, String> environment)
      throws IOException {
    ProcessBuilder command =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-Xlog:class+load",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "io.pim.cli.Pim"),
                        arguments.stream())
                    .toList())
            .redirectErrorStream(true);
    command.environment().putAll(environment);
    return command.start();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
