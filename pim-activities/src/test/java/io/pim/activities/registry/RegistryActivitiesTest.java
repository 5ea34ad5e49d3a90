package io.pim.activities.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.activities.step.Bench;
import io.pim.host.build.TestBuilds;
import io.pim.model.failure.FailureKind;
import io.pim.model.plan.Plan;
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

  private static ImageEntry entry(Plan plan) {
    return new ImageEntry(
        TestBuilds.ID.text(),
        "web",
        Architecture.X86_64,
        Path.of("/images/web.qcow2"),
        "qcow2",
        7,
        Sha256.ofText("image"),
        TestBuilds.ID,
        Instant.parse("2026-11-22T12:00:00Z"),
        plan.imageKey(),
        Firmware.BIOS,
        Path.of("/images/web.manifest.json"),
        Optional.empty(),
        Optional.of("host-1"));
  }

  @Test
  void registeringAgainIsRegisteringOnce() throws Exception {
    TestBuilds builds = new TestBuilds(folder);
    Registry registry = new Registry(builds.folders());
    RegistryActivitiesImpl activities = new RegistryActivitiesImpl(Bench.runner(builds), registry);
    ImageEntry entry = entry(builds.plan());
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
