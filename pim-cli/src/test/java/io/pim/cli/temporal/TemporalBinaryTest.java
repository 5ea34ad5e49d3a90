package io.pim.cli.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.Sha256;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporalBinaryTest {
  private static final HostPlatform HERE = new HostPlatform("linux", "amd64");
  private static final String PROGRAM = "#!/bin/sh\necho temporal version 9\n";

  @TempDir Path folder;
  private final List<String> notices = new ArrayList<>();
  private ReleaseServer server;
  private Sha256 digest;
  private Path path;
  private Path own;
  private String template = "";
  private Map<String, String> environment = Map.of();

  @BeforeEach
  void setUp() throws IOException {
    byte[] archive = new TarArchive().with("temporal", PROGRAM).gzipped();
    digest = Sha256.ofBytes(archive);
    server = new ReleaseServer(archive);
    path = Files.createDirectory(folder.resolve("path"));
    own = folder.resolve("tools/temporal-9/temporal");
  }

  @AfterEach
  void tearDown() {
    server.close();
  }

  @Test
  void prefersTheConfiguredProgram() throws Exception {
    executable(path.resolve("temporal"), PROGRAM);
    Path configured = executable(folder.resolve("mine"), PROGRAM);
    assertEquals(configured, binary(Optional.of(configured), "whole").locate());
  }

  @Test
  void refusesAConfiguredProgramThatDoesNotRun() throws IOException {
    executable(path.resolve("temporal"), PROGRAM);
    Path missing = folder.resolve("missing");
    var failure =
        assertThrows(BuildFailure.class, () -> binary(Optional.of(missing), "whole").locate());
    assertEquals(missing.toString(), failure.report().where());
    assertEquals("there is no such file", failure.report().why());
  }

  @Test
  void usesAProgramOnPathIfItIsTemporal() throws Exception {
    Path onPath = executable(path.resolve("temporal"), PROGRAM);
    assertEquals(onPath, binary("whole").locate());
    assertEquals(List.of(), notices);

    executable(onPath, "#!/bin/sh\necho a calendar\n");
    assertEquals(own, binary("whole").locate());
  }

  @Test
  void fetchesTheReleaseOnce() throws Exception {
    assertEquals(own, binary("moved").locate());
    assertEquals(PROGRAM, Files.readString(own));
    assertTrue(Files.isExecutable(own));
    assertEquals(List.of("The Temporal server: fetching release 9 from 127.0.0.1"), notices);
    assertEquals(own, binary("gone").locate());
    assertOnly("install.lock", "temporal");
  }

  /** The server plays the proxy: the name in the URL exists nowhere. */
  @Test
  void fetchesTheReleaseThroughTheProxyLikeIsos() throws Exception {
    String proxy = server.template("whole").replaceFirst("(http://[^/]+)/.*", "$1");
    environment = Map.of("https_proxy", "http://127.0.0.1:1", "http_proxy", proxy);
    template = "http://releases.invalid/whole/temporal_{version}_{os}_{arch}.tar.gz";
    assertEquals(own, binary("whole").locate());
    assertEquals(PROGRAM, Files.readString(own));
  }

  @Test
  void neverUnpacksAWrongDigest() throws Exception {
    digest = Sha256.ofText("another");
    var failure = assertThrows(BuildFailure.class, () -> binary("whole").locate());
    assertEquals(FailureKind.TOOL_MISSING, failure.report().kind());
    assertTrue(failure.report().why().contains("wrong checksum"), failure.report().why());
    assertOnly("install.lock");
  }

  @Test
  void reportsTruncatedAndMissingReleases() throws Exception {
    var torn = assertThrows(BuildFailure.class, () -> binary("torn").locate());
    assertTrue(torn.report().why().contains("it could not be downloaded"), torn.report().why());
    var gone = assertThrows(BuildFailure.class, () -> binary("gone").locate());
    assertTrue(gone.report().why().contains("answered 404"), gone.report().why());
    assertTrue(gone.report().why().contains("go is not installed"), gone.report().why());
    assertTrue(gone.report().todo().contains("TEMPORAL_ADDRESS"), gone.report().todo());
    assertOnly("install.lock");
  }

  @Test
  void buildsItWithGoIfTheReleaseIsUnavailable() throws Exception {
    executable(
        path.resolve("go"),
        """
        #!/bin/sh
        [ "$*" = 'install github.com/temporalio/cli/cmd/temporal@v9' ] || exit 1
        mkdir -p "$GOBIN"
        printf '#!/bin/sh\\n' >"$GOBIN/temporal"
        """);
    assertEquals(own, binary("gone").locate());
    assertTrue(notices.get(2).contains("go install"), notices.toString());
    assertOnly("install.lock", "temporal");
  }

  @Test
  void quotesAFailedGoBuild() throws Exception {
    executable(path.resolve("go"), "#!/bin/sh\necho no route to anywhere\nexit 1\n");
    var failure = assertThrows(BuildFailure.class, () -> binary("gone").locate());
    assertTrue(failure.report().why().contains("no route to anywhere"), failure.report().why());
  }

  @Test
  void everyPlatformOfThePinnedReleaseHasADigest() {
    for (String os : List.of("Linux", "Mac OS X")) {
      for (String arch : List.of("amd64", "aarch64")) {
        HostPlatform platform = HostPlatform.of(os, arch).orElseThrow();
        assertTrue(TemporalRelease.pinned().digest(platform).isPresent(), platform.toString());
        assertFalse(TemporalRelease.pinned().archive(platform).toString().contains("{"));
      }
    }
  }

  private TemporalBinary binary(String way) {
    return binary(Optional.empty(), way);
  }

  private TemporalBinary binary(Optional<Path> configured, String way) {
    var release =
        new TemporalRelease(
            "9",
            template.isEmpty() ? server.template(way) : template,
            Map.of(HERE.toString(), digest));
    // The folders of the machine's own tools are left out: it may have Go, or a temporal.
    Tools tools = new Tools(List.of(path));
    var download = new Download(environment, Duration.ofSeconds(60));
    return new TemporalBinary(
        configured,
        tools,
        new ProcessRunner(),
        new ToolInstall(own),
        List.of(
            new ReleaseSource(release, Optional.of(HERE), download),
            new GoSource(release, tools, new ProcessRunner())),
        notices::add);
  }

  /** Asserts that no drafts and archives remain. */
  private void assertOnly(String... names) throws IOException {
    try (Stream<Path> files = Files.list(own.getParent())) {
      assertEquals(
          List.of(names), files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  private static Path executable(Path file, String script) throws IOException {
    Files.writeString(file, script);
    assertTrue(file.toFile().setExecutable(true));
    return file;
  }
}
