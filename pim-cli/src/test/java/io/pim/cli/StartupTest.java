package io.pim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What help and version load: a person waits for every class of it. */
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

  @ParameterizedTest
  @ValueSource(strings = {"--version", "--help", "build --help", "build run --help"})
  void loadsNothingHeavy(String line) throws IOException, InterruptedException {
    Process java =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-Xlog:class+load",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "io.pim.cli.Pim"),
                        Stream.of(line.split(" ")))
                    .toList())
            .redirectErrorStream(true)
            .start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, java.waitFor(), output);
    assertTrue(output.contains("io.pim.cli.Pim "), "classes are listed");
    List<String> loaded =
        output
            .lines()
            .filter(text -> text.contains(" source: "))
            .filter(text -> HEAVY.stream().anyMatch(text::contains))
            .filter(text -> !text.contains(" source: shared"))
            .toList();
    assertEquals(List.of(), loaded);
  }
}
