package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
import io.pim.model.unit.Compression;
import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("qemu")
class ImageConverterTest {
  @TempDir Path folder;
  private QemuImg images;
  private RealQemu qemu;
  private Path disk;

  @BeforeEach
  void find() {
    qemu = new RealQemu(folder);
    images = qemu.images;
    disk = folder.resolve("disk.qcow2");
  }

  @ParameterizedTest
  @CsvSource({"ZSTD, zstd, 262144", "ZLIB, zlib, 65536", "NONE, zlib, 65536"})
  void flattensAChainWithProgress(Compression compression, String type, int clusterSize)
      throws Exception {
    Path base = qemu.busyDisk("base.qcow2");
    Path flat = folder.resolve("flat.qcow2");
    images.createOverlay(disk, base);
    qemu.write(disk, 0x77, 100_000);
    List<Double> progress = new ArrayList<>();

    assertEquals(
        compression,
        qemu.converter.writeImage(disk, flat, compression, Duration.ofMinutes(1), progress::add));

    assertEquals(1.0, progress.get(progress.size() - 1));
    assertEquals(Optional.empty(), images.info(flat).backingFile());
    assertEquals(new ImageCheck(0, 0), images.check(flat));
    assertTrue(images.isSame(disk, flat, Duration.ofMinutes(1), () -> {}));
    JsonNode says = says("info", flat);
    assertEquals(clusterSize, says.path("cluster-size").asInt());
    assertEquals(type, says.path("format-specific").path("data").path("compression-type").asText());
    assertEquals(
        compression != Compression.NONE,
        says("check", flat).path("compressed-clusters").asInt() > 0);
  }

  /** The answer of a qemu-img that was built without zstd, or is older than zstd in qcow2. */
  @Test
  void writesZlibWhereQemuImgCannotWriteZstd() throws Exception {
    Path flat = folder.resolve("flat.qcow2");
    ImageConverter without =
        new ImageConverter(
            qemu.installation,
            command ->
                command.toString().contains("compression_type=zstd")
                    ? new Finished(1, "", "qemu-img: Invalid parameter 'zstd'\n")
                    : qemu.runner.run(command));
    images.createOverlay(disk, qemu.busyDisk("base.qcow2"));

    assertEquals(
        Compression.ZLIB,
        without.writeImage(disk, flat, Compression.ZSTD, Duration.ofMinutes(1), done -> {}));

    assertTrue(images.isSame(disk, flat, Duration.ofMinutes(1), () -> {}));
    assertEquals(
        "zlib",
        says("info", flat).path("format-specific").path("data").path("compression-type").asText());
  }

  /** A qemu-img that always fails proves nothing about zstd. */
  @Test
  void distinguishesOtherErrorsFromMissingZstd() throws Exception {
    List<String> asked = new ArrayList<>();
    ImageConverter broken =
        new ImageConverter(
            qemu.installation,
            command -> {
              asked.add(command.argv().get(1));
              return new Finished(1, "", "qemu-img: Permission denied\n");
            });

    BuildFailure failure =
        assertThrows(
            BuildFailure.class,
            () ->
                broken.writeImage(
                    disk,
                    folder.resolve("flat.qcow2"),
                    Compression.ZSTD,
                    Duration.ofMinutes(1),
                    done -> {}));

    assertEquals(FailureKind.TOOL_FAILED, failure.report().kind());
    assertEquals(List.of("create", "create"), asked);
  }

  @Test
  void reportsAFullDisk() {
    ImageConverter full =
        new ImageConverter(
            qemu.installation,
            command -> new Finished(1, "    (1.00/100%)\rqemu-img: x: No space left on device\n"));

    BuildFailure failure =
        assertThrows(
            BuildFailure.class,
            () -> full.writeImage(disk, disk, Compression.ZSTD, Duration.ofMinutes(1), done -> {}));

    assertEquals(FailureKind.DISK_FULL, failure.report().kind());
    assertEquals(disk.toString(), failure.report().where());
  }

  private JsonNode says(String verb, Path image) throws Exception {
    return Json.mapper()
        .readTree(
            qemu.runner
                .run(
                    Command.question(
                        List.of(
                            qemu.installation.qemuImg().toString(),
                            verb,
                            "--output=json",
                            image.toString()),
                        Duration.ofSeconds(30)))
                .output());
  }
}
