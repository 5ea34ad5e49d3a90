package io.pim.host.iso;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.plan.IsoSource;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Sha256;
import io.pim.tools.fetch.DiskSpace;
import io.pim.tools.fetch.FetchProgress;
import io.pim.tools.fetch.FlakyServer;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** ISOs are downloaded, verified, kept, and refused. */
@Timeout(180)
class IsoFetcherTest extends IsoFetcherFixture {
  @Test
  void neitherFetchesNorDigestsAVerifiedFileAgain() throws Exception {
    assertFetched(fetch(server.url()));
    assertEquals(EnumSet.of(FetchProgress.Phase.DOWNLOAD, FetchProgress.Phase.VERIFY), phases);
    phases.clear();
    assertFetched(fetch(server.url()));
    assertEquals(1, server.requests.size());
    assertTrue(phases.isEmpty());
    Files.setLastModifiedTime(folder.resolve("test.iso"), FileTime.fromMillis(1));
    assertFetched(fetch(server.url()));
    assertEquals(EnumSet.of(FetchProgress.Phase.VERIFY), phases);
  }

  @Test
  void reportsAWrongFileAndTriesTheNextUrl() throws Exception {
    byte[] flipped = content.clone();
    flipped[77] ^= 1;
    byte[] page = "<html>moved</html>".getBytes(StandardCharsets.UTF_8);
    for (byte[] bad : List.of(page, flipped, Arrays.copyOf(content, 1000))) {
      try (FlakyServer first = new FlakyServer(bad)) {
        List<String> reported = new ArrayList<>();
        FetchProgress progress =
            new FetchProgress() {
              @Override
              public void at(Phase phase, long bytes, long total) {}

              @Override
              public void passedOver(String line) {
                reported.add(line);
              }
            };
        assertFetched(fetcher().fetch(source(first.url(), server.url()), progress));
        assertEquals(1, reported.size());
        assertTrue(reported.get(0).contains(first.url() + ": found sha256:"), reported.get(0));

        Files.delete(folder.resolve("test.iso"));
        server.status = 404;
        BuildFailure both = failure(FailureKind.CHECKSUM_MISMATCH, first.url(), server.url());
        assertTrue(both.report().why().contains("404"), both.report().why());
        server.status = 200;
      }
    }
  }

  /** A list at checksum_url names the newest weekly ISO. */
  @Test
  void aNewChecksumInTheCatalogFetchesTheNewIso() throws Exception {
    assertFetched(fetch(server.url()));
    byte[] newer = new byte[2000];
    server.content = newer;
    IsoSource next =
        new IsoSource(
            "debian", "test.iso", List.of(server.url()), Digest.of(Sha256.ofBytes(newer)));
    assertArrayEquals(newer, Files.readAllBytes(fetcher().fetch(next, QUIET)));
    server.content = content;
    assertFetched(fetch(server.url()));

    // Published before its list: PIM sets it aside, and it becomes valid when the list is updated.
    server.content = newer;
    Files.delete(folder.resolve("test.iso"));
    failure(FailureKind.CHECKSUM_MISMATCH, server.url());
    int before = server.requests.size();
    assertArrayEquals(newer, Files.readAllBytes(fetcher().fetch(next, QUIET)));
    assertEquals(before, server.requests.size());
  }

  @Test
  void acceptsAnUnknownLength() throws Exception {
    server.withLength = false;
    assertFetched(fetch(server.url()));
  }

  @Test
  void setsAsideAFileWithAWrongChecksum() throws Exception {
    server.content = new byte[1000];
    BuildFailure failure = failure(FailureKind.CHECKSUM_MISMATCH, server.url());
    String why = failure.report().why();
    assertTrue(why.contains(Sha256.ofBytes(content).hex()), why);
    assertTrue(why.contains(Sha256.ofBytes(new byte[1000]).hex()), why);
    assertFalse(Files.exists(folder.resolve("test.iso")));
    assertEquals(1000, Files.size(folder.resolve("test.iso.mismatch")));
    assertEquals(1, server.requests.size());
    server.content = content;
    assertFetched(fetch(server.url()));
  }

  @Test
  void verifiesAnExistingFileToo() throws Exception {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("test.iso"), "something else");
    failure(FailureKind.CHECKSUM_MISMATCH, server.url());
    assertTrue(server.requests.isEmpty());
    Files.write(folder.resolve("test.iso"), content);
    assertFetched(fetch(server.url()));
    assertTrue(server.requests.isEmpty());
  }

  @Test
  void triesTheNextUrlAndReportsAllFailures() throws Exception {
    try (FlakyServer gone = new FlakyServer(content)) {
      gone.status = 404;
      assertFetched(fetch(gone.url(), server.url()));
      Files.delete(folder.resolve("test.iso"));
      server.status = 410;
      BuildFailure failure =
          failure(FailureKind.ISO_UNAVAILABLE, gone.url(), server.url(), "ftp://x/y", "file:///no");
      for (String part :
          List.of(gone.url() + ": HTTP status 404", "410", "ftp://x/y", "file:///no")) {
        assertTrue(failure.report().why().contains(part), failure.report().why());
      }
      server.status = 503;
      failure(FailureKind.NETWORK, gone.url(), server.url());
    }
  }

  @Test
  void hidesPasswordsInUrls() {
    BuildFailure failure = failure(FailureKind.NETWORK, "http://me:hidden@127.0.0.1:1/x.iso");
    assertFalse(failure.report().toString().contains("hidden"));
  }

  @Test
  void abandonsAServerThatStopsSending() {
    server.stalls = true;
    stall = Duration.ofSeconds(1);
    BuildFailure failure = failure(FailureKind.NETWORK, server.url());
    assertTrue(failure.report().why().contains("sent nothing"), failure.report().why());
  }

  @Test
  void linksALocalFileAndNeverWritesToIt() throws Exception {
    Path mine = Files.write(temp.resolve("mine.iso"), content);
    assertFetched(fetch(mine.toUri().toString()));
    assertEquals(
        Files.getAttribute(mine, "unix:ino"),
        Files.getAttribute(folder.resolve("test.iso"), "unix:ino"));
    Files.delete(folder.resolve("test.iso"));
    Files.writeString(mine, "changed");
    failure(FailureKind.CHECKSUM_MISMATCH, mine.toUri().toString());
    assertEquals("changed", Files.readString(mine));
  }

  @Test
  void refusesANameThatLeavesTheFolder() {
    Digest digest = Digest.of(Sha256.ofText(""));
    assertThrows(
        IllegalArgumentException.class, () -> new IsoSource("x", "../evil.iso", List.of(), digest));
  }

  @Test
  void reportsMissingSpaceBeforeTheDiskIsFull() throws Exception {
    Files.createDirectories(folder);
    BuildFailure failure =
        assertThrows(
            BuildFailure.class, () -> DiskSpace.require(folder.resolve("x"), Long.MAX_VALUE));
    assertEquals(FailureKind.DISK_FULL, failure.report().kind());
    assertTrue(failure.report().why().matches("needed .*, free .*"));
  }

  @Test
  void anInterruptEndsAtOnceAndKeepsThePart() throws Exception {
    server.stalls = true;
    CountDownLatch waiting = new CountDownLatch(1);
    CompletableFuture<Path> ended = new CompletableFuture<>();
    IsoFetcher patient = new IsoFetcher(folder, HttpClient.newHttpClient(), Duration.ofMinutes(5));
    Thread thread =
        new Thread(
            () -> {
              try {
                ended.complete(
                    patient.fetch(source(server.url()), (p, b, t) -> waiting.countDown()));
              } catch (Throwable e) {
                ended.completeExceptionally(e);
              }
            });
    thread.start();
    assertTrue(waiting.await(60, TimeUnit.SECONDS));
    thread.interrupt();
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> ended.get(60, TimeUnit.SECONDS));
    assertInstanceOf(InterruptedException.class, e.getCause());
    assertTrue(Files.exists(folder.resolve("test.iso.part")));
    server.stalls = false;
    assertFetched(fetch(server.url()));
  }

  @Test
  void fetchesAFileOnceForTwoCallers() throws Exception {
    CompletableFuture<Path> other =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return fetcher().fetch(source(server.url()), QUIET);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertFetched(fetch(server.url()));
    assertFetched(other.get(60, TimeUnit.SECONDS));
    assertEquals(1, server.requests.size());
  }
}
