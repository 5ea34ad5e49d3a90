package io.pim.cli.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.testing.FakeService;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class BuildCleanCommandTest {
  private static final String ENDED = "web-x86_64-20261101-100000";

  @TempDir Path root;
  private FakeService service;
  private PimHome pim;

  @BeforeEach
  void start() {
    service = new FakeService().withWorker();
    pim = new PimHome(root, service);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private Path layer(String build, int daysOld) throws IOException {
    Path disk = pim.folders.layers().resolve("ab".repeat(32)).resolve(build + ".qcow2");
    Files.createDirectories(disk.getParent());
    Files.write(disk, new byte[1 << 20]);
    Path facts = disk.resolveSibling(build + ".json");
    Files.writeString(facts, "{\"size\":1048576,\"modifiedMillis\":1}");
    Files.setLastModifiedTime(facts, FileTime.from(Instant.now().minus(Duration.ofDays(daysOld))));
    return disk;
  }

  private Path buildFolder(String build, int daysOld) throws IOException {
    Path folder = Files.createDirectories(pim.folders.build(build).root());
    Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(Duration.ofDays(daysOld))));
    return folder;
  }

  @Test
  void listsAndRemovesFiles() throws Exception {
    Path disk = layer(ENDED, 1);
    Path folder = buildFolder(ENDED, 9);

    Ran dry = pim.run("build", "clean", "--dry-run");
    assertEquals(0, dry.status(), dry.err());
    assertTrue(dry.out().contains("would free 1.0M"), dry.out());
    assertTrue(dry.out().contains("abababababab of " + ENDED), dry.out());
    assertTrue(dry.out().contains("build folder"), dry.out());
    assertTrue(Files.exists(disk) && Files.exists(folder));

    Ran done = pim.run("build", "clean");
    assertTrue(done.out().contains("1 layer, 1 other thing"), done.out());
    assertFalse(Files.exists(disk) || Files.exists(folder));

    assertEquals("nothing to remove\n", pim.run("build", "clean").out());
  }

  @Test
  void appliesAgeAndSize() throws Exception {
    Path old = layer(ENDED, 9);
    Path newer = layer("web-x86_64-20261102-100000", 1);

    assertEquals(0, pim.run("build", "clean", "--keep-layers", "10M").status());
    assertTrue(Files.exists(old));
    assertEquals(0, pim.run("build", "clean", "--older-than", "7d").status());
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(newer));
  }

  @Test
  void printsJson() throws Exception {
    layer(ENDED, 1);

    JsonNode shown =
        Json.mapper().readTree(pim.run("build", "clean", "--dry-run", "-o", "json").out());

    assertTrue(shown.get("dryRun").asBoolean());
    assertEquals("layer", shown.get("removed").get(0).get("kind").asText());
    assertTrue(shown.get("freed").asLong() >= 1 << 20, shown.toString());
    assertEquals(0, shown.get("layersLeft").asLong());
  }

  @Test
  void leavesAHeldBuildAloneThatOnlyTheServerKnows() throws Exception {
    service.host.failing.put("script:app", FailureKind.SCRIPT_FAILED);
    assertEquals(ExitStatus.HELD, pim.run("build", "run", "web", "--arch", "x86_64").status());
    String held =
        Json.mapper()
            .readTree(pim.run("build", "list", "-o", "json").out())
            .get(0)
            .get("buildId")
            .asText();
    Path folder = buildFolder(held, 9);
    Path disk = layer(held, 9);

    assertEquals("nothing to remove\n", pim.run("build", "clean").out());
    Ran named = pim.run("build", "clean", held);

    assertEquals(ExitStatus.USAGE, named.status());
    assertTrue(named.err().contains("has not ended"), named.err());
    assertTrue(Files.exists(folder) && Files.exists(disk));
  }

  @Test
  void refusesWrongUsage() throws Exception {
    assertEquals(ExitStatus.USAGE, pim.run("build", "clean", "web").status());
    assertEquals(ExitStatus.USAGE, pim.run("build", "clean", "../../etc").status());
    assertEquals(ExitStatus.USAGE, pim.run("build", "clean", ENDED).status());
    assertEquals(ExitStatus.USAGE, pim.run("build", "clean", "--older-than", "week").status());
    assertEquals(ExitStatus.USAGE, pim.run("build", "clean", "--keep-layers", "much").status());
    buildFolder(ENDED, 0);
    assertEquals(ExitStatus.USAGE, pim.run("build", "clean", ENDED, "--older-than", "1d").status());

    assertEquals(0, pim.run("build", "clean", ENDED).status());

    assertFalse(Files.exists(pim.folders.build(ENDED).root()));
  }
}
