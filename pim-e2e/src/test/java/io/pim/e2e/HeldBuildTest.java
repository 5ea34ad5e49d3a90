package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A person fixes a held build, which then continues, or ends it, which leaves only its logs. */
class HeldBuildTest {
  private static final Path ISO = PimUser.ROOT.resolve("build/isos/pim-tiny-amd64-netinst.iso");

  @Test
  void continuesFromTheCheckpointAfterAFixOfAScript() throws Exception {
    try (PimUser user = PimUser.withTiny()) {
      String good = user.read("scripts.d/app.sh");
      user.write("scripts.d/app.sh", "#!/bin/sh\necho about to fail\nexit 3\n");

      user.pim("build", "run", "tiny")
          .exits(3)
          .saying("script:app", "exit status 3", "about to fail", "pim build retry");

      JsonNode held = user.pim("build", "show", "tiny", "-o", "json").exits(0).json();
      assertEquals("held", held.get("state").asText());
      assertEquals("script:app", held.get("step").asText());
      user.pim("build", "list").exits(0).saying("held", "script:app");

      user.write("scripts.d/app.sh", good);
      user.pim("build", "retry", "tiny").exits(0).saying("script:app", "image tiny-x86_64-");

      String log = user.log(user.newestBuild());
      assertEquals(1, count(log, "base runs as root"), "base ran once");
      assertEquals(1, count(log, "] installed"), "installed once");
      user.requireNothingLeft(user.newestBuild());
      user.isSatisfied();
    }
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  @Test
  void endsAtOnceForCiAndLeavesNothing() throws Exception {
    try (PimUser user = PimUser.withTiny()) {
      user.write("verifications.d/default.sh", "#!/bin/sh\necho not good enough\nexit 1\n");

      user.pim("build", "run", "tiny", "--on-failure", "fail")
          .exits(1)
          .saying("verification script", "not good enough");

      user.requireNothingLeft(user.newestBuild());
      assertEquals(0, user.pim("image", "list", "-o", "json").exits(0).json().size());
      user.isSatisfied();
    }
  }

  @Test
  void cancelLeavesNothing() throws Exception {
    try (PimUser user = PimUser.withTiny()) {
      user.pim("build", "run", "tiny", "--detach").exits(0);
      String build = user.newestBuild();
      Path console = user.builds().resolve(build).resolve("install-console.log");
      Waiting.until(
          Duration.ofMinutes(3),
          () -> Files.exists(console) && Files.size(console) > 0,
          () -> true,
          () -> "the installer has said nothing");

      user.pim("build", "cancel", build).exits(0);

      user.requireNothingLeft(build);
      user.pim("build", "show", build).exits(0).saying("canceled");
      user.isSatisfied();
    }
  }

  @Test
  void refusesAnIsoThatDiffersFromTheCatalog() throws Exception {
    try (PimUser user = PimUser.withTiny()) {
      user.write(
          "isos.d/pim-tiny-amd64-netinst.yml",
          PimUser.catalogEntry("pim-tiny-amd64-netinst", ISO, "ab".repeat(32)));
      user.pim("build", "run", "tiny", "--on-failure", "fail")
          .exits(1)
          .saying("checksum", "ab".repeat(32), sha256(ISO));

      Path truncated = truncatedIso(user);
      user.write(
          "isos.d/pim-tiny-amd64-netinst.yml",
          PimUser.catalogEntry("pim-tiny-amd64-netinst", truncated, sha256(truncated)));
      user.pim("build", "run", "tiny", "--on-failure", "fail").exits(1).saying("bytes", "ISO");

      Path empty = user.folder().resolve("empty-amd64.iso");
      Files.writeString(empty, "no ISO at all");
      user.write(
          "isos.d/pim-tiny-amd64-netinst.yml",
          PimUser.catalogEntry("pim-tiny-amd64-netinst", empty, sha256(empty)));
      user.pim("build", "run", "tiny", "--on-failure", "fail").exits(1).saying("ISO");

      user.requireNothingLeft(user.newestBuild());
      user.isSatisfied();
    }
  }

  private static Path truncatedIso(PimUser user) throws IOException {
    Path truncated = user.folder().resolve("truncated-amd64.iso");
    Files.copy(ISO, truncated, StandardCopyOption.REPLACE_EXISTING);
    try (RandomAccessFile file = new RandomAccessFile(truncated.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    return truncated;
  }

  private static String sha256(Path file) throws IOException {
    return Sha256.ofFile(file).hex();
  }

  @Test
  void reportsAWrongConfigurationBeforeAnythingStarts() throws Exception {
    try (PimUser user = PimUser.withTiny()) {
      user.pim("build", "run", "tinny").exits(2).saying("tinny", "tiny");
      user.pim("build", "run", "../tiny").exits(2).saying("../tiny");
      user.pim("build", "run", "tiny", "--arch", "riscv").exits(2).saying("riscv");
      user.pim("build", "run", "tiny", "--arch", "arm64").exits(2).saying("arm64");
      user.write("preseeds.d/default.cfg.erb", "d-i x\n<%= hostnaem %>\n");
      user.pim("build", "run", "tiny").exits(2).saying("preseeds.d/default.cfg.erb:2", "hostnaem");
      user.write("pim.yml", "build:\n  disk_size: 20 GB\n  memmory: 1\n");
      user.pim("config", "check")
          .exits(2)
          .saying("pim.yml:2", "20 GB", "pim.yml:3", "memmory", "memory", "hostnaem");
      assertFalse(Files.exists(user.builds()), "no build was begun");
      assertFalse(Files.exists(user.service()), "no server was started");
      user.isSatisfied();
    }
  }
}
