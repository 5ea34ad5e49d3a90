package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The folder of the README, on a real Debian 12: cloud-init, guest agent and hygiene are real. */
class DebianBuildTest {
  private static final Path ISO =
      PimUser.ROOT.resolve("build/isos/pim-debian-12-amd64-netinst.iso");

  @Test
  void buildsADebianImage() throws Exception {
    try (PimUser user = PimUser.withDemo(ISO)) {
      user.pim("build", "run", "developer").exits(0).saying("verify done");

      String build = user.newestBuild();
      String log = user.log(build);
      assertTrue(log.contains("disk state frozen by the guest agent"), "fsfreeze is real");
      assertTrue(log.contains("the instance let its own user in with its own key"), log);
      JsonNode shown = user.pim("image", "show", "developer", "-o", "json").exits(0).json();
      JsonNode image = shown.get("image");
      JsonNode manifest = shown.get("manifest");
      assertTrue(manifest.get("packages").has("cloud-init"), "the package list is in the manifest");
      assertEquals(image.get("sha256").asText(), manifest.get("sha256").asText());
      user.requireNothingLeft(build);
      user.isSatisfied();
    }
  }
}
