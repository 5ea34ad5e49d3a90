package io.pim.tools.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallFetchTest {
  private static final int TOO_MUCH = (4 << 20) + 1;

  @TempDir Path folder;
  private FlakyServer server;

  @BeforeEach
  void serve() throws Exception {
    server = new FlakyServer("a list".getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void end() throws Exception {
    server.close();
  }

  @Test
  void fetchesAListFromAServerOrAFile() throws Exception {
    assertArrayEquals("a list".getBytes(StandardCharsets.UTF_8), get(Duration.ofSeconds(60)));
    server.content = new byte[1 << 20];
    assertEquals(1 << 20, get(Duration.ofSeconds(60)).length);
    Path file = Files.writeString(folder.resolve("list"), "of my own");
    assertArrayEquals(
        "of my own".getBytes(StandardCharsets.UTF_8),
        fetch(Duration.ofSeconds(1)).get(file.toUri()));
  }

  @Test
  void abandonsAServerThatStopsSending() {
    server.stalls = true;
    assertReported("did not arrive within 1 s", Duration.ofSeconds(1));
  }

  @Test
  void refusesAnEndlessAnswer() throws Exception {
    server.content = new byte[TOO_MUCH];
    server.withLength = false;
    assertReported("more than 4 MiB", Duration.ofSeconds(60));
    Path file = Files.write(folder.resolve("list"), new byte[TOO_MUCH]);
    var failure =
        assertThrows(NetworkException.class, () -> fetch(Duration.ofSeconds(1)).get(file.toUri()));
    assertTrue(failure.getMessage().contains("more than 4 MiB"), failure.getMessage());
  }

  @Test
  void reportsAFailedFetch() {
    server.status = 404;
    assertReported("answered 404", Duration.ofSeconds(60));
    server.status = 200;
    server.breakAfter = 2;
    assertThrows(NetworkException.class, () -> get(Duration.ofSeconds(60)));
  }

  private void assertReported(String words, Duration limit) {
    var failure = assertThrows(NetworkException.class, () -> get(limit));
    assertTrue(failure.getMessage().contains(words), failure.getMessage());
  }

  private byte[] get(Duration limit) throws Exception {
    return fetch(limit).get(URI.create(server.url()));
  }

  private static SmallFetch fetch(Duration limit) {
    return new SmallFetch(() -> WebClients.of(Map.of()), limit);
  }
}
