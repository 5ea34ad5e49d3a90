package io.pim.cli.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.files.DeploymentId;
import io.pim.model.json.Json;
import io.pim.model.registry.DeploymentEntry;
import io.pim.model.registry.Deployments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetCommandsTest {
  @TempDir Path root;
  private PimHome pim;

  @BeforeEach
  void setUp() {
    pim = new PimHome(root, null);
  }

  @Test
  void listsEachTargetWithItsDeployments() throws Exception {
    pim.file(
        "targets.d/t.yml",
        """
        default: {keep: 2}
        shelf: {type: directory, path: /srv/images, ssh: {host: nas}}
        pve: {type: proxmox, host: pve1, node: [sg1, sg2], storage: ceph}
        cloud: {type: aws, region: eu-west-1, copy_to: [eu-west-2]}
        mac: {type: utm, dir: ~/UTM}
        lab: {type: libvirt}
        registry: {type: oci, repository: r.example.org/images}
        broken: {type: directory}
        """);
    new Deployments(pim.folders)
        .add(
            new DeploymentEntry(
                DeploymentId.of("web-x86_64-to-shelf-20261122-110000"),
                "web-x86_64-20261122-100000",
                "directory",
                "/srv/images/web",
                Instant.parse("2026-11-22T11:00:00Z"),
                Optional.empty(),
                DeploymentEntry.State.CURRENT));
    Ran ran = pim.run("target", "list");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("nas:/srv/images"), ran.out());
    assertTrue(ran.out().contains("web-x86_64-20261122-100000"), ran.out());
    assertTrue(ran.out().contains("pve1, node sg1 sg2, storage ceph"), ran.out());
    assertTrue(ran.out().contains("eu-west-1 eu-west-2"), ran.out());
    assertTrue(ran.out().contains("qemu:///system, pool default"), ran.out());
    assertTrue(ran.out().contains("broken: needs path"), ran.out());

    JsonNode all = Json.mapper().readTree(pim.run("target", "list", "-o", "json").out());
    assertEquals(7, all.size());
    JsonNode shelf = all.get(6);
    assertEquals("shelf", shelf.get("name").asText());
    assertEquals("web", shelf.get("deployments").get(0).get("profile").asText());
    assertTrue(shelf.get("deployments").get(0).get("current").asBoolean());
  }

  @Test
  void checksATarget() throws Exception {
    Path shelf = Files.createDirectories(root.resolve("shelf"));
    pim.file("targets.d/t.yml", "shelf: {type: directory, path: " + shelf + "}\n");
    Ran good = pim.run("target", "check", "shelf");
    assertEquals(0, good.status(), good.out() + good.err());
    assertTrue(good.out().startsWith("  ok   "), good.out());
    JsonNode lines =
        Json.mapper().readTree(pim.run("target", "check", "shelf", "-o", "json").out());
    assertTrue(lines.get(0).get("good").asBoolean(), lines.toString());

    pim.file("targets.d/t.yml", "shelf: {type: directory, path: " + file() + "}\n");
    Ran bad = pim.run("target", "check", "shelf");
    assertEquals(1, bad.status(), bad.out() + bad.err());
    assertTrue(bad.out().contains("  FAIL "), bad.out());
  }

  /** A file where a folder should be, which no permissions can fix. */
  private Path file() throws IOException {
    return Files.writeString(root.resolve("file"), "");
  }

  @Test
  void explainsWhereTargetsAreDefined() {
    Ran none = pim.run("target", "list");
    assertEquals(0, none.status(), none.err());
    assertTrue(none.err().contains("no targets; write one into targets.d"), none.err());
  }
}
