package io.pim.cli.iso;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pim.cli.testing.NoService;
import io.pim.cli.testing.PimHome;
import io.pim.model.unit.DigestAlgorithm;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real {@code pim iso download} is killed, and the next one continues. */
@Timeout(300)
class KilledDownloadTest {
  private static final int WHOLE = 3 << 20;
  private static final int FIRST_PART = 2 << 20;
  private static final String ETAG = "\"v1\"";

  @TempDir Path root;
  private final byte[] content = new byte[WHOLE];
  private final List<Headers> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private PimHome pim;

  @BeforeEach
  void serve() throws IOException {
    new Random(1).nextBytes(content);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    Path vendor = Files.write(root.resolve("vendor.iso"), content);
    pim = new PimHome(root, new NoService());
    pim.file(
        "isos.d/slow.yml",
        "slow-amd64:\n  url: http://127.0.0.1:%d/slow.iso\n  checksum: %s\n"
            .formatted(
                server.getAddress().getPort(), DigestAlgorithm.SHA256.ofFile(vendor, n -> {})));
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  /** Stops after the first part of the file, and serves the rest on request. */
  private void answer(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestHeaders());
    String range = exchange.getRequestHeaders().getFirst("Range");
    exchange.getResponseHeaders().set("ETag", ETAG);
    OutputStream body;
    if (range == null) {
      exchange.sendResponseHeaders(200, WHOLE);
      body = exchange.getResponseBody();
      body.write(content, 0, FIRST_PART);
      body.flush();
      awaitEnd();
    } else {
      int from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (WHOLE - 1) + "/" + WHOLE);
      exchange.sendResponseHeaders(206, WHOLE - from);
      body = exchange.getResponseBody();
      body.write(content, from, WHOLE - from);
    }
    exchange.close();
  }

  private void awaitEnd() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void theNextDownloadRequestsOnlyTheRest() throws Exception {
    Path iso = pim.folders.isos().resolve("slow.iso");
    Path part = pim.folders.isos().resolve("slow.iso.part");
    Path outputFile = root.resolve("said");

    Process first = pim.startProcess(outputFile, "iso", "download", "slow-amd64");
    try {
      while (!Files.exists(part) || Files.size(part) < FIRST_PART) {
        assertTrue(first.isAlive(), "it runs until it is killed");
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      }
    } finally {
      first.destroyForcibly();
    }
    assertEquals(128 + 9, first.waitFor(), Files.readString(outputFile));
    assertEquals(FIRST_PART, Files.size(part));
    assertFalse(Files.exists(iso));
    assertTrue(pim.run("iso", "list").out().contains("partial 66 %"));

    Process second = pim.startProcess(outputFile, "iso", "download", "slow-amd64");
    assertEquals(0, second.waitFor(), Files.readString(outputFile));

    assertEquals(2, requests.size());
    assertEquals("bytes=" + FIRST_PART + "-", requests.get(1).getFirst("Range"));
    // The size is known, and the digest protects the file: another mirror has another ETag.
    assertFalse(requests.get(1).containsKey("If-Range"));
    assertArrayEquals(content, Files.readAllBytes(iso));
    assertFalse(Files.exists(part));
    assertTrue(
        Files.readString(outputFile).contains("slow-amd64: verified"),
        Files.readString(outputFile));
    assertTrue(pim.run("iso", "list").out().contains("verified 2"));
  }
}
