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
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class IsoFetcherTest {
  private static final FetchProgress QUIET = (phase, bytes, total) -> {};

  @TempDir Path temp;
  private Path folder;
  private FlakyServer server;
  private Duration stall = Duration.ofSeconds(30);
  private final byte[] content = new byte[1_500_000];
  private final Set<FetchProgress.Phase> phases = EnumSet.noneOf(FetchProgress.Phase.class);

  @BeforeEach
  void start() throws Exception {
    folder = temp.resolve("isos");
    new Random(9).nextBytes(content);
    server = new FlakyServer(content);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private IsoSource source(String... urls) {
    return new IsoSource("debian", "test.iso", List.of(urls), Digest.of(Sha256.ofBytes(content)));
  }

  private IsoFetcher fetcher() {
    return new IsoFetcher(
        folder, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), stall);
  }

  private Path fetch(String... urls) throws InterruptedException {
    return fetcher().fetch(source(urls), (phase, bytes, total) -> phases.add(phase));
  }

  private BuildFailure failure(FailureKind kind, String... urls) {
    BuildFailure failure = assertThrows(BuildFailure.class, () -> fetch(urls));
    assertEquals(kind, failure.report().kind(), failure.report().toString());
    assertFalse(failure.report().todo().isEmpty());
    return failure;
  }

  private void assertFetched(Path iso) throws Exception {
    assertEquals(folder.resolve("test.iso"), iso);
    assertArrayEquals(content, Files.readAllBytes(iso));
    assertFalse(Files.exists(folder.resolve("test.iso.part")));
    assertFalse(Files.exists(folder.resolve("test.iso.part.json")));
  }

  @Test
  void aVerifiedFileIsNeitherFetchedNorDigestedAgain() throws Exception {
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
  void aBrokenDownloadContinuesWhereItEnded() throws Exception {
    server.breakAfter = 600_000;
    assertTrue(failure(FailureKind.NETWORK, server.url()).report().why().contains(server.url()));
    long begun = Files.size(folder.resolve("test.iso.part"));
    assertTrue(begun > 0 && begun <= 600_000);
    failure(FailureKind.NETWORK, server.url());
    server.breakAfter = -1;
    assertFetched(fetch(server.url()));
    assertEquals("bytes=" + begun + "-", server.requests.get(1).get("range"));
  }

  @Test
  void aServerWithoutRangesGivesAllAgain() throws Exception {
    server.breakAfter = 600_000;
    failure(FailureKind.NETWORK, server.url());
    server.breakAfter = -1;
    server.ranges = false;
    assertFetched(fetch(server.url()));
  }

  @Test
  void startsOverWhenTheFileOnTheServerHasChanged() throws Exception {
    byte[] old = new byte[content.length + 5];
    server.content = old;
    server.breakAfter = 600_000;
    failure(FailureKind.NETWORK, server.url());
    server.content = content;
    server.etag = "\"v2\"";
    server.breakAfter = -1;
    assertFetched(fetch(server.url()));
  }

  @Test
  void discardsAPartLongerThanTheFile() throws Exception {
    server.breakAfter = 600_000;
    failure(FailureKind.NETWORK, server.url());
    Files.write(folder.resolve("test.iso.part"), new byte[content.length + 9]);
    server.breakAfter = -1;
    assertFetched(fetch(server.url()));
  }

  @Test
  void aWholePartIsOnlyVerified() throws Exception {
    server.breakAfter = 600_000;
    failure(FailureKind.NETWORK, server.url());
    Files.write(folder.resolve("test.iso.part"), content);
    assertFetched(fetch(server.url()));
    assertEquals(1, server.requests.size());
  }

  /**
   * A redirector leads to another mirror each time, whose validator differs, is weak or is missing.
   */
  @ParameterizedTest
  @ValueSource(strings = {"W/\"weak\"", "\"other\"", ""})
  void goesOnAtAnotherMirrorIfTheSizeFits(String etag) throws Exception {
    server.breakAfter = 600_000;
    failure(FailureKind.NETWORK, server.url());
    long begun = Files.size(folder.resolve("test.iso.part"));
    server.etag = etag;
    server.breakAfter = -1;
    assertFetched(fetch(server.url()));
    assertEquals("bytes=" + begun + "-", server.requests.get(1).get("range"));
    assertEquals(2, server.requests.size());
  }

  @Test
  void withoutASizeAValidatorDecides() throws Exception {
    server.withLength = false;
    server.etag = "W/\"weak\"";
    server.stalls = true;
    stall = Duration.ofSeconds(1);
    failure(FailureKind.NETWORK, server.url());
    server.stalls = false;
    stall = Duration.ofSeconds(30);
    assertFetched(fetch(server.url()));
    assertFalse(server.requests.get(1).containsKey("range"));
  }

  /** The digest is the guard of a resumed download. */
  @Test
  void fetchesAllAgainOnceIfTheResumedFileIsWrong() throws Exception {
    server.content = new byte[content.length];
    server.breakAfter = 600_000;
    failure(FailureKind.NETWORK, server.url());
    server.content = content;
    server.breakAfter = -1;
    assertFetched(fetch(server.url()));
    assertEquals(3, server.requests.size());
    assertFalse(server.requests.get(2).containsKey("range"));
  }

  @Test
  void aWrongFileOfOneUrlIsReportedAndTheNextIsAsked() throws Exception {
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
  void aNewChecksumOfTheCatalogFetchesTheNewIso() throws Exception {
    assertFetched(fetch(server.url()));
    byte[] newer = new byte[2000];
    server.content = newer;
    IsoSource next =
        new IsoSource(
            "debian", "test.iso", List.of(server.url()), Digest.of(Sha256.ofBytes(newer)));
    assertArrayEquals(newer, Files.readAllBytes(fetcher().fetch(next, QUIET)));
    server.content = content;
    assertFetched(fetch(server.url()));

    // Published before its list: set aside, and valid once the list is updated.
    server.content = newer;
    Files.delete(folder.resolve("test.iso"));
    failure(FailureKind.CHECKSUM_MISMATCH, server.url());
    int before = server.requests.size();
    assertArrayEquals(newer, Files.readAllBytes(fetcher().fetch(next, QUIET)));
    assertEquals(before, server.requests.size());
  }

  @Test
  void anUnannouncedLengthIsFine() throws Exception {
    server.withLength = false;
    assertFetched(fetch(server.url()));
  }

  @Test
  void aWrongChecksumIsSetAsideAndNeverUsed() throws Exception {
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
  void aFileThatWasHereAlreadyIsVerifiedToo() throws Exception {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("test.iso"), "something else");
    failure(FailureKind.CHECKSUM_MISMATCH, server.url());
    assertTrue(server.requests.isEmpty());
    Files.write(folder.resolve("test.iso"), content);
    assertFetched(fetch(server.url()));
    assertTrue(server.requests.isEmpty());
  }

  @Test
  void triesTheNextUrlAndReportsAll() throws Exception {
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
  void passwordsInUrlsAreNotShown() {
    BuildFailure failure = failure(FailureKind.NETWORK, "http://me:hidden@127.0.0.1:1/x.iso");
    assertFalse(failure.report().toString().contains("hidden"));
  }

  @Test
  void leavesAServerThatStopsSending() {
    server.stalls = true;
    stall = Duration.ofSeconds(1);
    BuildFailure failure = failure(FailureKind.NETWORK, server.url());
    assertTrue(failure.report().why().contains("sent nothing"), failure.report().why());
  }

  @Test
  void aLocalFileIsLinkedAndNeverWrittenTo() throws Exception {
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
  void aNameThatLeavesTheFolderIsRefused() {
    Digest digest = Digest.of(Sha256.ofText(""));
    assertThrows(
        IllegalArgumentException.class, () -> new IsoSource("x", "../evil.iso", List.of(), digest));
  }

  @Test
  void reportsMissingRoomBeforeTheDiskIsFull() throws Exception {
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
