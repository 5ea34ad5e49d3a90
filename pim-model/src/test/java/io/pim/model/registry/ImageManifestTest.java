package io.pim.model.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.files.BuildId;
import io.pim.model.plan.IsoSource;
import io.pim.model.plan.MachineSpec;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import io.pim.model.plan.StepKind;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageManifestTest {
  @Test
  void comesBackAsItWasWritten(@TempDir Path folder) throws IOException {
    StepKey key = StepKey.of("a".repeat(64));
    ImageManifest manifest =
        new ImageManifest(
            ImageManifest.FORMAT,
            BuildId.of("web-x86_64-20261122-100000"),
            "web",
            new MachineSpec(
                Architecture.X86_64, Firmware.BIOS, ByteSize.parse("20G"), ByteSize.parse("2G"), 2),
            Optional.of(
                new IsoSource(
                    "debian",
                    "d.iso",
                    List.of("https://example.org/d.iso"),
                    Digest.of(key.digest()))),
            Optional.empty(),
            key,
            List.of(
                new PlanStep(
                    StepKind.INSTALL,
                    "install",
                    Optional.of(key),
                    new TreeMap<>(Map.of("firmware", "bios"))),
                new PlanStep(StepKind.BOOT, "boot", Optional.empty(), new TreeMap<>())),
            new TreeMap<>(Map.of("qemu", "7.2.0")),
            new TreeMap<>(Map.of("cloud-init", "22.4.2-1")),
            Sha256.ofText("image"),
            42,
            Optional.of(Compression.ZSTD),
            Instant.parse("2026-11-22T10:00:00Z"));
    Path file = folder.resolve("manifest.json");
    manifest.write(file);
    assertEquals(manifest, ImageManifest.read(file));
  }
}
