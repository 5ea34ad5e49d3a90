package io.pim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.testing.FakeHost;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.host.layer.LayerPlace;
import io.pim.host.layer.LayerStore;
import io.pim.model.files.BuildId;
import io.pim.model.json.Json;
import io.pim.model.plan.StepKey;
import io.pim.model.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that need no server: their output, and that they contact none. */
class OfflineCommandsTest {
  private static final BuildId BUILD = BuildId.of("web-x86_64-20261122-100000");

  @TempDir Path root;
  private PimHome pim;

  @BeforeEach
  void noService() {
    pim = new PimHome(root, null);
  }

  private JsonNode json(String... arguments) throws IOException {
    Ran ran = pim.run(arguments);
    assertEquals(0, ran.status(), ran.err());
    return Json.mapper().readTree(ran.out());
  }

  private void register() throws IOException {
    Path image = pim.folders.images().resolve("web.qcow2");
    PimHome.write(image, "qcow2");
    new Registry(pim.folders).register(FakeHost.entry(BUILD, image));
  }

  @Test
  void showsThePlanOfADryRun() throws IOException {
    JsonNode plan = json("build", "run", "web", "--arch", "x86_64", "--dry-run", "-o", "json");
    assertEquals("web", plan.get("profile").asText());
    assertEquals("debian-13.1.0-amd64-netinst", plan.get("iso").asText());
    for (JsonNode step : plan.get("steps")) {
      assertEquals("todo", step.get("fate").asText(), step.toString());
    }
    String text = pim.run("build", "run", "web", "--arch", "x86_64", "--dry-run").out();
    assertTrue(text.contains("script:app"), text);
    assertTrue(text.contains(plan.get("imageKey").asText().substring(0, 12)), text);
  }

  private static final String[] DRY_RUN = {
    "build", "run", "web", "--arch", "x86_64", "--dry-run", "-o", "json"
  };

  private String fates(String... more) throws IOException {
    StringBuilder fates = new StringBuilder();
    for (JsonNode step : dryRun(more).get("steps")) {
      fates.append(step.get("step").asText()).append('=').append(step.get("fate").asText());
      fates.append(' ');
    }
    return fates.toString();
  }

  private JsonNode dryRun(String... more) throws IOException {
    return json(Stream.concat(Stream.of(DRY_RUN), Stream.of(more)).toArray(String[]::new));
  }

  private void keepLayers(String names) throws IOException {
    LayerStore layers = new LayerStore(pim.folders, disk -> true);
    Optional<Path> parent = Optional.empty();
    for (JsonNode step : dryRun().get("steps")) {
      if (step.get("step").asText().matches(names)) {
        Path work = pim.folders.layers().resolveSibling("work");
        PimHome.write(work, "layer");
        StepKey key = StepKey.of(step.get("key").asText());
        layers.keep(work, Optional.empty(), parent, Optional.empty(), key, BUILD);
        parent = Optional.of(layers.disk(key, BUILD));
      }
    }
  }

  @Test
  void marksStepsThatTheNewestLayerMakesUnnecessary() throws IOException {
    keepLayers("install|script:base");
    String all = fates();
    assertTrue(all.contains("iso=not_needed"), all);
    assertTrue(all.contains("install=cached"), all);
    assertTrue(all.contains("script:base=cached"), all);
    assertTrue(all.contains("script:app=todo"), all);
    assertTrue(all.contains("finalize=todo"), all);
  }

  @Test
  void showsWhichStepsHaveAWarmCheckpoint() throws IOException {
    keepLayers("install|script:base");
    JsonNode base = step("script:base");
    assertFalse(base.get("warm").asBoolean());
    LayerPlace place =
        new LayerPlace(pim.folders.layers(), StepKey.of(base.get("key").asText()), BUILD);
    PimHome.write(place.memory(), "memory");

    assertTrue(step("script:base").get("warm").asBoolean());
    assertFalse(step("install").get("warm").asBoolean());
    String text = pim.run("build", "run", "web", "--arch", "x86_64", "--dry-run").out();
    assertTrue(text.contains("cached, warm"), text);
  }

  private JsonNode step(String name) throws IOException {
    for (JsonNode step : dryRun().get("steps")) {
      if (step.get("step").asText().equals(name)) {
        return step;
      }
    }
    throw new IllegalArgumentException("the plan has no step " + name);
  }

  @Test
  void showsTheStepsThatWouldRunAgain() throws IOException {
    keepLayers("install|script:.*|finalize");
    assertTrue(fates().contains("finalize=cached"));
    String from = fates("--from", "app");
    assertTrue(from.contains("script:base=cached"), from);
    assertTrue(from.contains("script:app=todo"), from);
    assertTrue(from.contains("finalize=todo"), from);
    assertTrue(fates("--from", "verify").contains("finalize=cached"));
    assertFalse(fates("--from", "iso").contains("cached"));
    assertFalse(fates("--force").contains("cached"));
  }

  @Test
  void ignoresAChangedLayer() throws IOException {
    keepLayers("install|script:base");
    for (JsonNode step : dryRun().get("steps")) {
      if (step.get("step").asText().equals("install")) {
        Path layer = pim.folders.layers().resolve(step.get("key").asText());
        PimHome.write(layer.resolve(BUILD + ".qcow2"), "damaged");
      }
    }
    assertFalse(fates().contains("cached"), fates());
  }

  @Test
  void refusesAStepThatThePlanLacks() {
    PimHome.Ran ran = pim.run("build", "run", "web", "--arch", "x86_64", "--from", "ap");
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("script:base, script:app"), ran.err());
    assertTrue(ran.err().contains("Did you mean app?"), ran.err());
    assertEquals(
        2, pim.run("build", "run", "web", "--arch", "x86_64", "--from", "app", "--force").status());
  }

  @Test
  void listsImages() throws IOException {
    assertEquals(0, json("image", "list", "-o", "json").size());
    assertTrue(pim.run("image", "list").err().contains("no images yet"));
    register();
    JsonNode image = json("image", "list", "-o", "json").get(0);
    assertEquals(BUILD.text(), image.get("name").asText());
    assertEquals(1234, image.get("size").asLong());
    assertEquals("2026-11-22T10:00:00Z", image.get("created").asText());
    assertTrue(image.get("exists").asBoolean());
    assertTrue(image.get("path").asText().endsWith("/images/web.qcow2"));
    Files.delete(pim.folders.images().resolve("web.qcow2"));
    assertTrue(pim.run("image", "list").out().contains("(gone)"));
  }

  @Test
  void showsAnImageByProfile() throws IOException {
    register();
    JsonNode shown = json("image", "show", "web", "-o", "json");
    assertEquals(BUILD.text(), shown.get("image").get("name").asText());
    assertTrue(pim.run("image", "show", "web").out().contains("1.2K qcow2"));
  }

  @Test
  void listsProfiles() throws IOException {
    JsonNode profiles = json("profile", "list", "-o", "json");
    assertEquals(1, profiles.size());
    assertEquals("web", profiles.get(0).get("name").asText());
    assertEquals("app", profiles.get(0).get("scripts").get(0).asText());
    assertTrue(pim.run("profile", "list").out().contains("profiles.d/all.yml:"));
  }

  @Test
  void showsTheSourceOfEachSettingAndNoPassword() throws IOException {
    Ran text = pim.run("profile", "show", "web");
    assertTrue(text.out().matches("(?s).*hostname +web1 +profiles.d/all.yml:5.*"), text.out());
    assertTrue(text.out().matches("(?s).*username +ops +profiles.d/all.yml:2.*"), text.out());
    assertTrue(text.out().contains("preseeds.d/default.cfg.erb"), text.out());
    assertFalse(text.out().contains("s3cret-word"), text.out());
    String json = pim.run("profile", "show", "web", "-o", "json").out();
    assertFalse(json.contains("s3cret-word"), json);
    assertTrue(json.contains("[secret]"), json);
  }

  @Test
  void showsWhichIsosExist() throws IOException {
    Path isos = pim.folders.isos();
    PimHome.write(isos.resolve("debian-13.1.0-amd64-netinst.iso"), "12345");
    Files.setLastModifiedTime(
        isos.resolve("debian-13.1.0-amd64-netinst.iso"), FileTime.fromMillis(1000));
    PimHome.write(
        isos.resolve("debian-13.1.0-amd64-netinst.iso.verified.json"),
        "{\"bytes\": 5, \"modifiedNanos\": 1000000000, \"sha256\": \"" + "0".repeat(64) + "\"}");
    PimHome.write(isos.resolve("debian-13.1.0-arm64-netinst.iso.part"), "123");
    PimHome.write(
        isos.resolve("debian-13.1.0-arm64-netinst.iso.part.json"),
        "{\"url\": \"https://example.org/\", \"total\": 7}");
    JsonNode list = json("iso", "list", "-o", "json");
    assertEquals("verified", list.get(0).get("state").asText());
    assertEquals(5, list.get(0).get("size").asLong());
    assertEquals("partial", list.get(1).get("state").asText());
    Ran text = pim.run("iso", "list");
    assertTrue(text.out().contains("partial 42 %"), text.out());
  }

  @Test
  void showsSettingsAndPaths() throws IOException {
    pim.file("pim.yml", "build:\n  memory: 4096\n");
    assertTrue(pim.run("config", "show").out().matches("(?s).*build.memory +4096 +pim.yml:2.*"));
    JsonNode places = json("config", "path", "-o", "json");
    assertEquals("project configuration", places.get(0).get("use").asText());
    assertTrue(places.get(0).get("exists").asBoolean());
  }

  @Test
  void reportsAValidConfiguration() {
    Ran ran = pim.run("config", "check");
    assertEquals(0, ran.status(), ran.out() + ran.err());
    assertEquals("configuration is valid: 1 profile, 2 ISOs, 0 targets\n", ran.out());
  }

  @Test
  void reportsAllProblemsAtOnce() throws IOException {
    pim.file("pim.yml", "build:\n  disk_size: 20 GB\n  memroy: 1024\n");
    Ran ran = pim.run("config", "check");
    assertEquals(2, ran.status());
    assertTrue(ran.out().contains("pim.yml:2: build.disk_size: "), ran.out());
    assertTrue(ran.out().contains("pim.yml:3: "), ran.out());
    assertTrue(ran.out().contains("memory"), "the nearest key is offered: " + ran.out());
    Ran json = pim.run("config", "check", "-o", "json");
    assertEquals(2, json.status());
    assertEquals(2, Json.mapper().readTree(json.out()).get("problems").size());
  }

  @Test
  void printsLogsWithoutAServerAndWithoutTerminalControls() {
    Path folder = pim.folders.build(BUILD.text()).root();
    PimHome.write(folder.resolve("build.log"), "a\u001b]0;owned\u0007b\r\n\u001b[2Jlast");
    assertEquals("ab\nlast\n", pim.run("build", "logs", BUILD.text()).out());
    PimHome.write(folder.resolve("install-console.log"), "12%\r50%\r\n");
    Ran console = pim.run("build", "logs", BUILD.text(), "--console", "install");
    assertEquals("50%\n", console.out());
    Ran missing = pim.run("build", "logs", BUILD.text(), "--console", "verify");
    assertEquals(1, missing.status());
    assertTrue(missing.err().contains("verify-console.log"), missing.err());
  }

  @Test
  void printsTheLinesOfOneStepAndListsTheStepsForAnUnknownOne() {
    PimHome.write(
        pim.folders.build(BUILD.text()).log(),
        "2026-11-22T10:15:00Z [install] begins\n2026-11-22T10:16:00Z [script:app] hello\n");
    for (String app : new String[] {"app", "script:app"}) {
      Ran ran = pim.run("build", "logs", BUILD.text(), "--step", app);
      assertEquals("2026-11-22T10:16:00Z [script:app] hello\n", ran.out());
    }
    Ran none = pim.run("build", "logs", BUILD.text(), "--step", "ap");
    assertEquals(1, none.status());
    assertTrue(none.err().contains("no lines of step ap"), none.err());
    assertTrue(none.err().contains("install, script:app"), none.err());
  }
}
