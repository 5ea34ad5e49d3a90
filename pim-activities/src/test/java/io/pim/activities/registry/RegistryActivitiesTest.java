package io.pim.activities.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.step.Bench;
import io.pim.host.build.TestBuilds;
import io.pim.model.failure.FailureKind;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RegistryActivitiesTest {
  @TempDir Path folder;

  private static ImageEntry entry(TestBuilds builds, Path path, String host) {
    return new ImageEntry(
        TestBuilds.ID.text(),
        "web",
        Architecture.X86_64,
        path,
        "qcow2",
        7,
        Sha256.ofText("image"),
        TestBuilds.ID,
        Instant.parse("2026-11-22T12:00:00Z"),
        builds.plan().imageKey(),
        Firmware.BIOS,
        builds.folders().imageManifest(TestBuilds.ID.text()),
        Optional.empty(),
        Optional.of(host));
  }

  private static RegistryActivitiesImpl activities(TestBuilds builds, Registry registry) {
    return new RegistryActivitiesImpl(Bench.runner(builds), registry, builds.folders(), "host-1");
  }

  /** The next build of the plan would get this file as its image. */
  @Test
  void registersNoFileFromElsewhere() throws Exception {
    TestBuilds builds = new TestBuilds(folder);
    Registry registry = new Registry(builds.folders());
    Path own = builds.folders().image(TestBuilds.ID.text());
    Path foreign = folder.resolve("foreign.qcow2");
    Files.createDirectories(own.getParent());
    Files.writeString(foreign, "foreign");
    Files.createSymbolicLink(own, foreign);
    try (Bench bench = new Bench()) {
      for (ImageEntry entry :
          List.of(
              entry(builds, foreign, "host-1"),
              entry(builds, own.resolveSibling("../images/" + own.getFileName()), "host-1"),
              entry(builds, own, "host-1"),
              entry(builds, foreign, "host-2"))) {
        var report =
            bench.report(
                () -> {
                  activities(builds, registry).register(entry);
                  return true;
                });

        assertEquals("An image that is not PIM's was not registered.", report.what());
        assertEquals(entry.path().toString(), report.where());
      }
    }
    assertEquals(List.of(), registry.list());
  }

  @Test
  void registeringTwiceLeavesOneEntry() throws Exception {
    TestBuilds builds = new TestBuilds(folder);
    Registry registry = new Registry(builds.folders());
    RegistryActivitiesImpl activities = activities(builds, registry);
    Path image = builds.folders().image(TestBuilds.ID.text());
    Files.createDirectories(image.getParent());
    Files.writeString(image, "image");
    ImageEntry entry = entry(builds, image, "host-1");
    try (Bench bench = new Bench()) {
      for (int i = 0; i < 2; i++) {
        bench.run(
            () -> {
              activities.register(entry);
              return true;
            });
      }

      assertEquals(List.of(entry), registry.list());

      Files.writeString(builds.folders().registry(), "version: 99\n");
      var report =
          bench.report(
              () -> {
                activities.register(entry);
                return true;
              });
      assertEquals(FailureKind.TOOL_FAILED, report.kind());
      assertTrue(report.where().contains("has version 99"), report.where());
      assertEquals("version: 99\n", Files.readString(builds.folders().registry()));
    }
  }
}
