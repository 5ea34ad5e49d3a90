package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The real debian-installer's kernel and initrd, as far as they get without a mirror: they fetch
 * the preseed, and ask no question before they need packages.
 */
class DebianInstallerTest {
  private static final Path ISO =
      PimUser.ROOT.resolve("build/isos/debian-installer-12-amd64-netboot.iso");
  private static final String MIRROR = "Checking the Debian archive mirror";
  private static final Duration LIMIT = Duration.ofMinutes(12);

  @Test
  void fetchesThePreseedAndAsksNothing() throws Exception {
    try (PimUser user = PimUser.withDemo(ISO)) {
      Path out = user.folder().resolve("run.out");
      Path err = user.folder().resolve("run.err");
      Process run = user.start(out, err, "build", "run", "developer");
      Said cancelled;
      try {
        Waiting.until(
            LIMIT,
            () -> file(user, "build.log").contains("preseed.cfg 200"),
            run::isAlive,
            () -> evidence(out, err));
        Waiting.until(
            LIMIT,
            () -> file(user, "install-console.log").contains(MIRROR),
            run::isAlive,
            () -> evidence(out, err));
      } finally {
        // An assertion here would hide why the wait ended.
        cancelled = user.pim("build", "cancel", "developer");
        run.waitFor();
      }
      cancelled.exits(0);
      // debian-installer's text frontend prints this with a question. Later it complains about the
      // missing mirror.
      String console = file(user, "install-console.log");
      String before = console.substring(0, console.indexOf(MIRROR));
      assertFalse(before.contains("Prompt:") || before.contains("Press enter"), console);
      user.requireNothingLeft(user.newestBuild());
      user.isSatisfied();
    }
  }

  private static String evidence(Path out, Path err) {
    try {
      return Files.readString(out) + Files.readString(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of the only build; empty while there is no build. */
  private static String file(PimUser user, String name) throws IOException {
    if (Files.notExists(user.builds())) {
      return "";
    }
    try (var builds = Files.list(user.builds())) {
      Path file = builds.findFirst().map(build -> build.resolve(name)).orElse(Path.of("/none"));
      return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    }
  }
}
