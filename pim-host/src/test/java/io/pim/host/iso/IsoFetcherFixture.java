package io.pim.host.iso;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.plan.IsoSource;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Sha256;
import io.pim.tools.fetch.FetchProgress;
import io.pim.tools.fetch.FlakyServer;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One ISO on a server with faults. */
abstract class IsoFetcherFixture {
  static final FetchProgress QUIET = (phase, bytes, total) -> {};

  @TempDir Path temp;
  Path folder;
  FlakyServer server;
  Duration stall = Duration.ofSeconds(30);
  final byte[] content = new byte[1_500_000];
  final Set<FetchProgress.Phase> phases = EnumSet.noneOf(FetchProgress.Phase.class);

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

  IsoSource source(String... urls) {
    return new IsoSource("debian", "test.iso", List.of(urls), Digest.of(Sha256.ofBytes(content)));
  }

  IsoFetcher fetcher() {
    return new IsoFetcher(
        folder, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), stall);
  }

  Path fetch(String... urls) throws InterruptedException {
    return fetcher().fetch(source(urls), (phase, bytes, total) -> phases.add(phase));
  }

  BuildFailure failure(FailureKind kind, String... urls) {
    BuildFailure failure = assertThrows(BuildFailure.class, () -> fetch(urls));
    assertEquals(kind, failure.report().kind(), failure.report().toString());
    assertFalse(failure.report().todo().isEmpty());
    return failure;
  }

  void assertFetched(Path iso) throws Exception {
    assertEquals(folder.resolve("test.iso"), iso);
    assertArrayEquals(content, Files.readAllBytes(iso));
    assertFalse(Files.exists(folder.resolve("test.iso.part")));
    assertFalse(Files.exists(folder.resolve("test.iso.part.json")));
  }
}
