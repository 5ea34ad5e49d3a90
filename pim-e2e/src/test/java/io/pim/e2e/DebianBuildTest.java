package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The folder from the README on a real Debian 12, with real cloud-init, guest agent and hygiene.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DebianBuildTest {
  private static final Path ISO =
      PimUser.ROOT.resolve("build/isos/pim-debian-12-amd64-netinst.iso");

  private PimUser user;
  private int passed;

  @BeforeAll
  void move() throws Exception {
    user = PimUser.withDemo(ISO);
  }

  @AfterAll
  void leave() throws Exception {
    if (passed == 2) {
      user.isSatisfied();
    }
    user.close();
  }

  @Test
  @Order(1)
  void buildsADebianImage() throws Exception {
    user.pim("build", "run", "developer").exits(0).saying("verify done");

    String build = user.newestBuild();
    String log = user.log(build);
    assertTrue(log.contains("disk state frozen by the guest agent"), "fsfreeze ran in the guest");
    assertTrue(log.contains("the instance let its own user in with its own key"), log);
    JsonNode shown = user.pim("image", "show", "developer", "-o", "json").exits(0).json();
    JsonNode image = shown.get("image");
    JsonNode manifest = shown.get("manifest");
    assertTrue(manifest.get("packages").has("cloud-init"), "the package list is in the manifest");
    assertEquals(image.get("sha256").asText(), manifest.get("sha256").asText());
    user.requireNothingLeft(build);
    passed++;
  }

  @Test
  @Order(2)
  void runsAVmFromTheImage() throws Exception {
    user.write("user-data", "#cloud-config\nwrite_files:\n  - {path: /etc/motd, content: mine}\n");
    try {
      user.pim("vm", "run", "developer", "--name", "web", "--user-data", "user-data")
          .exits(0)
          .saying("VM web runs", "cloud-init: done");
      user.pim("vm", "ssh", "web", "--", "sudo", "cat", "/etc/motd").exits(0).saying("mine");
      user.pim("vm", "os", "web").exits(0).saying("Debian GNU/Linux 12");
      user.pim("vm", "ip", "web").exits(0).saying("10.0.2.15", "from this host: 127.0.0.1:");
      user.pim("vm", "exec", "web", "--", "sh", "-c", "hostname; echo wrong >&2; exit 3")
          .exits(3)
          .saying("web", "wrong");
      user.pim("image", "rm", user.newestBuild()).exits(1).saying("VM web is based on it");
      user.pim("vm", "stop", "web").exits(0).saying("has shut down");
      passed++;
    } finally {
      user.pim("vm", "rm", "--force", "web");
    }
  }
}
