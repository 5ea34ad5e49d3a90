package io.pim.host.iso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.FailureKind;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads that broke off continue, or start over if the file may be another. */
@Timeout(180)
class ResumedIsoTest extends IsoFetcherFixture {
  @Test
  void resumesABrokenDownload() throws Exception {
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
  void startsOverIfTheServerHasNoRanges() throws Exception {
    server.breakAfter = 600_000;
    failure(FailureKind.NETWORK, server.url());
    server.breakAfter = -1;
    server.ranges = false;
    assertFetched(fetch(server.url()));
  }

  @Test
  void startsOverIfTheFileOnTheServerHasChanged() throws Exception {
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
  void onlyVerifiesACompletePart() throws Exception {
    server.breakAfter = 600_000;
    failure(FailureKind.NETWORK, server.url());
    Files.write(folder.resolve("test.iso.part"), content);
    assertFetched(fetch(server.url()));
    assertEquals(1, server.requests.size());
  }

  /**
   * A redirector leads to another mirror each time, with a validator that differs, is weak or is
   * missing.
   */
  @ParameterizedTest
  @ValueSource(strings = {"W/\"weak\"", "\"other\"", ""})
  void resumesAtAnotherMirrorIfTheSizeMatches(String etag) throws Exception {
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

  /** The digest protects a resumed download. */
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
}
