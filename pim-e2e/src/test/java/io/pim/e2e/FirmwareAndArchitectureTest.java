package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The tiny guest on the other machines that PIM builds for. */
class FirmwareAndArchitectureTest {

  @Test
  void buildsUnderUefi() throws Exception {
    try (PimUser user = PimUser.withTiny()) {
      user.write("pim.yml", user.read("pim.yml").replace("build:", "build:\n  firmware: uefi"));

      user.pim("build", "run", "tiny").exits(0).saying("image tiny-x86_64-");

      requireUefi(user);
      user.isSatisfied();
    }
  }

  @Test
  void buildsForArm64WithoutAnArm64Machine() throws Exception {
    try (PimUser user = PimUser.withTiny()) {
      user.addIso(
          "pim-tiny-arm64-netinst", PimUser.ROOT.resolve("build/isos/pim-tiny-arm64-netinst.iso"));

      user.pim("build", "run", "tiny", "--arch", "arm64").exits(0).saying("image tiny-arm64-");

      requireUefi(user);
      user.isSatisfied();
    }
  }

  private static void requireUefi(PimUser user) throws Exception {
    JsonNode image = user.pim("image", "list", "-o", "json").exits(0).json().get(0);
    assertEquals("uefi", image.get("firmware").asText());
    assertTrue(
        Files.exists(Path.of(image.get("uefiVariables").asText())),
        "the image's UEFI variables exist");
    user.requireNothingLeft(user.newestBuild());
  }
}
