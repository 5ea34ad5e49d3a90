package io.pim.activities.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.host.build.TestBuilds;
import io.pim.host.iso.IsoFetcher;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.IsoSource;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Sha256;
import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import io.pim.workflows.activity.StepRef;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file system of two mebibytes. */
@Tag("qemu")
@Timeout(180)
class FullDiskTest {
  @TempDir Path folder;
  private Path small;

  @BeforeEach
  void mount() throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "only root mounts a small file system");
    small = Files.createDirectory(folder.resolve("small"));
    Finished mounted = run("mount", "-t", "tmpfs", "-o", "size=2m", "pim-test", small.toString());
    assumeTrue(mounted.succeeded(), "cannot mount a tmpfs: " + mounted.output());
  }

  @AfterEach
  void unmount() throws Exception {
    if (small != null && run("mountpoint", "-q", small.toString()).succeeded()) {
      assertTrue(run("umount", small.toString()).succeeded());
    }
  }

  private static Finished run(String... argv) throws InterruptedException {
    return new ProcessRunner().run(Command.of(List.of(argv), Duration.ofSeconds(60)));
  }

  @Test
  void flatteningOntoAFullDiskNamesThePlaceAndLeavesNothing() throws Exception {
    PimFolders elsewhere =
        PimFolders.of(
            Map.of("XDG_DATA_HOME", small.toString(), "XDG_RUNTIME_DIR", folder.toString()),
            folder,
            folder);
    try (ImageBench bench = new ImageBench(folder, new TestBuilds(elsewhere))) {
      var build = bench.builds.save(TestBuilds.ID);
      var finalize = build.step("finalize");
      Path disk = build.folder().workDisk(finalize.requiredKey());
      bench.qemu.images().create(disk, ByteSize.parse("8M"));
      fillWithNoise(bench, disk);
      bench.layers.keep(
          disk,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          finalize.requiredKey(),
          TestBuilds.ID);

      FailureReport report =
          bench.bench.report(() -> bench.images.flatten(new StepRef(TestBuilds.ID, "flatten")));

      assertEquals(FailureKind.DISK_FULL, report.kind());
      assertEquals(elsewhere.imageDraft(ImageBench.NAME).toString(), report.where());
      assertTrue(report.why().matches(".*\\d+ bytes are free.*"), report.why());
      assertTrue(report.todo().contains("make room"), report.todo());
      assertFalse(bench.hasDraft());
      assertTrue(
          Files.readString(build.folder().log()).contains("FAILED"), "the log is on another disk");
    }
  }

  /** Bytes that do not compress. */
  private void fillWithNoise(ImageBench bench, Path disk) throws Exception {
    byte[] noise = new byte[6 << 20];
    new Random(1).nextBytes(noise);
    Path raw = Files.write(folder.resolve("noise.raw"), noise);
    String qemuImg = bench.qemu.installation().qemuImg().toString();
    assertTrue(
        run(qemuImg, "convert", "-n", "-f", "raw", "-O", "qcow2", raw.toString(), disk.toString())
            .succeeded());
  }

  @Test
  void doesNotStartToDownloadAnIsoThatDoesNotFit() throws Exception {
    Path iso = folder.resolve("mine.iso");
    try (RandomAccessFile file = new RandomAccessFile(iso.toFile(), "rw")) {
      file.setLength(8 << 20);
    }
    IsoSource source =
        new IsoSource("x", "x.iso", List.of(iso.toUri().toString()), Digest.of(Sha256.ofFile(iso)));

    BuildFailure failure =
        assertThrows(
            BuildFailure.class,
            () ->
                new IsoFetcher(small.resolve("isos"), Map.of())
                    .fetch(source, (phase, done, of) -> {}));

    FailureReport report = failure.report();
    assertEquals(FailureKind.DISK_FULL, report.kind());
    assertEquals(small.resolve("isos").toString(), report.where());
    assertTrue(report.why().matches("needed 8.0M, free \\S+"), report.why());
    try (Stream<Path> left = Files.walk(small)) {
      assertEquals(
          List.of(), left.filter(f -> f.toString().matches(".*\\.(iso|link|part)")).toList());
    }
  }

  @Test
  void survivesAFullBuildFolder() throws Exception {
    PimFolders elsewhere =
        PimFolders.of(
            Map.of("XDG_STATE_HOME", small.toString(), "XDG_RUNTIME_DIR", folder.toString()),
            folder,
            folder);
    try (ImageBench bench = new ImageBench(folder, new TestBuilds(elsewhere))) {
      bench.builds.save(TestBuilds.ID);

      FailureReport report =
          bench.bench.report(
              bench.builds,
              TestBuilds.ID,
              "script:base",
              step -> {
                while (true) {
                  step.say("x".repeat(4000));
                }
              });

      assertEquals(FailureKind.DISK_FULL, report.kind());
      String log = elsewhere.build(TestBuilds.ID.text()).log().toString();
      assertTrue(report.where().startsWith(log), report.where());
    }
  }
}
