package io.pim.tools.guestserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.fuzz.Fuzz;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server that is open to a LAN, with malicious and unlucky clients. */
@Timeout(300)
class OpenServerFuzzTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int READ_LIMIT_MILLIS = 30_000;
  private static final long MOST_BYTES = 8 << 20;
  private static final String PRESEED = "d-i preseed\n";
  private static final String SCRIPT = "#!/bin/sh\n";

  /** Requests that the server may answer with 200, determined without its code. */
  private static final Pattern MAY_GET =
      Pattern.compile(
          "(?:GET|HEAD) (/preseed\\.cfg|/install\\.sh|/d-i/[a-z]+/(?:\\./)?preseed\\.cfg)"
              + "(?:[?#][^ ]*)? HTTP/1\\.[0-9]");

  private static final Pattern ANSWER =
      Pattern.compile("HTTP/1\\.1 (\\d{3}) [^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n", Pattern.DOTALL);

  private static final List<String> SEEDS =
      List.of(
          "GET /preseed.cfg HTTP/1.1\r\nHost: 192.168.7.1:8080\r\n\r\n",
          "HEAD /install.sh HTTP/1.0\r\n\r\n",
          "GET /d-i/trixie/./preseed.cfg HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
          "POST /preseed.cfg HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
          "GET /install.sh HTTP/1.1\nTransfer-Encoding: chunked\n\n5\r\nhello\r\n0\r\n\r\n");

  private static final List<String> PIECES =
      List.of(
          "/",
          "//",
          "..",
          "/../",
          "%2e%2e",
          "%2f",
          "%00",
          "\0",
          "\r\n",
          "\n",
          " ",
          "\t",
          "?",
          "#",
          "\u00ff",
          "HTTP/1.1",
          "GET ",
          "http://h/",
          "\\",
          ";",
          "*",
          "preseed.cfg",
          "/etc/passwd",
          "Host: a\r\nHost: b\r\n",
          "Content-Length: -1\r\n",
          "Range: bytes=0-99999999999\r\n",
          "Content-Length: 99999999999999999999\r\n",
          "Expect: 100-continue\r\n",
          "X".repeat(3000));

  private final Queue<ServedRequest> log = new ConcurrentLinkedQueue<>();
  private PreseedServer server;

  @BeforeEach
  void start() {
    server = PreseedServer.open(LOOPBACK, 0, log::add);
    server.serve(
        List.of(Resource.text("preseed.cfg", PRESEED), Resource.text("install.sh", SCRIPT)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(LOOPBACK, server.facts().port());
    socket.setSoTimeout(READ_LIMIT_MILLIS);
    return socket;
  }

  /** The answer to these bytes, until the connection ends or is reset. */
  private String ask(List<byte[]> parts) throws IOException {
    try (Socket socket = connect()) {
      socket.setTcpNoDelay(true);
      try {
        for (byte[] part : parts) {
          socket.getOutputStream().write(part);
        }
        socket.shutdownOutput();
      } catch (IOException e) {
        // The server answered and closed before the client had sent everything.
      }
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      try {
        for (int b = socket.getInputStream().read(); b >= 0; b = socket.getInputStream().read()) {
          answer.write(b);
        }
      } catch (java.net.SocketException e) {
        // The server closed before it had read everything from this client.
      }
      return answer.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private String ask(String request) throws IOException {
    return ask(List.of(request.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private void assertServes() throws IOException {
    String answer = ask("GET /preseed.cfg HTTP/1.1\r\nHost: x\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n") && answer.endsWith(PRESEED), answer);
  }

  /** Requires at most one answer, and a file only if exactly its path was requested. */
  private static void assertHarmless(String request, String answer) {
    if (answer.isEmpty()) {
      return;
    }
    Matcher head = ANSWER.matcher(answer);
    assertTrue(head.lookingAt(), () -> "no answer of HTTP: " + answer + " to " + request);
    String body = answer.substring(head.end());
    if (head.group(1).equals("404")) {
      assertTrue("not found\n".startsWith(body), () -> body + " to " + request);
      return;
    }
    assertEquals("200", head.group(1), request);
    String line = request.lines().findFirst().orElse("");
    Matcher asked = MAY_GET.matcher(line);
    assertTrue(asked.matches(), () -> "a file was given for: " + line);
    String file = asked.group(1).endsWith("install.sh") ? SCRIPT : PRESEED;
    assertTrue(file.startsWith(body), () -> body + " to " + request);
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void answersMutatedAndTornRequestsWithAnError() throws IOException {
    Fuzz.run(
        1500,
        MOST_BYTES,
        random -> {
          String request = mutated(random);
          assertHarmless(request, ask(torn(request, random)));
        });
    assertServes();
    assertTrue(
        log.stream()
            .allMatch(r -> (r.method() + r.path()).chars().allMatch(c -> c > ' ' && c < 0x7f)));
    assertTrue(log.stream().allMatch(r -> r.path().length() <= 200));
  }

  private static String mutated(RandomGenerator random) {
    StringBuilder text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 1 -> text.deleteCharAt(at);
        case 2 -> text.setCharAt(at, (char) random.nextInt(256));
        default -> text.append(SEEDS.get(random.nextInt(SEEDS.size())));
      }
      if (text.isEmpty()) {
        text.append('\r');
      }
    }
    return text.toString();
  }

  private static List<byte[]> torn(String request, RandomGenerator random) {
    byte[] bytes = request.getBytes(StandardCharsets.ISO_8859_1);
    List<byte[]> parts = new ArrayList<>();
    int from = 0;
    while (from < bytes.length) {
      int length = random.nextInt(4) == 0 ? 1 + random.nextInt(40) : bytes.length - from;
      int to = Math.min(bytes.length, from + length);
      parts.add(java.util.Arrays.copyOfRange(bytes, from, to));
      from = to;
    }
    return parts;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "//preseed.cfg",
        "/./preseed.cfg",
        "/x/../preseed.cfg",
        "/%70reseed.cfg",
        "/..%2f..%2fetc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/preseed.cfg%00",
        "/preseed.cfg\0",
        "/preseed.cfg/",
        "/PRESEED.CFG",
        "preseed.cfg",
        "http://127.0.0.1/preseed.cfg",
        "*",
        "/authorized_keys",
        "/d-i/../preseed.cfg",
        "/d-i//preseed.cfg",
        "/d-i/a/b/preseed.cfg",
        "/d-i/trixie/./install.sh",
        "/\\preseed.cfg",
        "/preseed.cfg;x",
        "/install.sh/../preseed.cfg"
      })
  void servesNothingAtOtherPaths(String path) throws IOException {
    assertTrue(ask("GET " + path + " HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 404 "), path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /preseed.cfg HTTP/1.",
        "GET /preseed.cfg HTTP/1.\u0085",
        "GET /preseed.cfg HTTP/1.1x",
        "GET /preseed.cfg HTTP/2.0",
        "GET /preseed.cfg",
        "GET  /preseed.cfg HTTP/1.1",
        " /preseed.cfg HTTP/1.1"
      })
  void servesNothingForLinesThatAreNotRequests(String line) throws IOException {
    assertTrue(ask(line + "\r\n\r\n").startsWith("HTTP/1.1 404 "), line);
  }

  @Test
  void answersNoPipelinedRequests() throws IOException {
    String one = "GET /preseed.cfg HTTP/1.1\r\nHost: x\r\n\r\n";
    String answer = ask(one.repeat(50));
    assertEquals(1, answer.split("HTTP/1.1 200", -1).length - 1, answer);
  }

  @Test
  void answersAnEndlessHeadWithoutReadingItToTheEnd() throws IOException {
    String answer = ask("GET /preseed.cfg HTTP/1.1\r\n" + "X-Filler: y\r\n".repeat(100_000));
    assertHarmless("GET /preseed.cfg HTTP/1.1", answer);
    assertServes();
  }

  @Test
  void clientsThatNeverFinishMakeRoomForOthers() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try {
      byte[] begun =
          ("GET /preseed.cfg HTTP/1.1\r\nX: " + "y".repeat(8000))
              .getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 400; i++) {
        Socket socket = connect();
        socket.getOutputStream().write(begun);
        slow.add(socket);
        if (i % 100 == 99) {
          assertServes();
        }
      }
      // The server cut off the first ones: it limits what it keeps for clients.
      int ended = 0;
      for (Socket socket : slow.subList(0, 100)) {
        ended += isEnded(socket) ? 1 : 0;
      }
      assertEquals(100, ended);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private static boolean isEnded(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
