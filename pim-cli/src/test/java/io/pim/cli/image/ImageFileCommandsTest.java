package io.pim.cli.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.testing.NoService;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.json.Json;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.model.unit.Sha256;
import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports and exports disks with the real qemu-img. */
@Tag("qemu")
class ImageFileCommandsTest {
  private static final int DISK_BYTES = 3 << 20;

  private final Set<PosixFilePermission> ownerOnly = PosixFilePermissions.fromString("rw-------");

  @TempDir Path root;
  private PimHome pim;
  private String qemuImg;
  private Path raw;
  private byte[] contents;

  @BeforeEach
  void makeDisk() throws IOException {
    Optional<Path> found = Tools.of(System.getenv()).find("qemu-img");
    assumeTrue(found.isPresent(), "qemu-img is not installed");
    qemuImg = found.get().toString();
    pim = new PimHome(root, new NoService());
    contents = new byte[DISK_BYTES];
    new Random(1).nextBytes(contents);
    contents[510] = 0x55;
    contents[511] = (byte) 0xaa;
    raw = pim.folders.project().resolve("disk.raw");
    Files.write(raw, contents);
  }

  private static Set<PosixFilePermission> mode(Path file) throws IOException {
    return Files.getPosixFilePermissions(file);
  }

  private Finished qemuImg(String... arguments) throws InterruptedException {
    List<String> argv = new ArrayList<>(List.of(qemuImg));
    argv.addAll(List.of(arguments));
    return new ProcessRunner().run(Command.of(argv, Duration.ofMinutes(1)));
  }

  private static JsonNode json(Ran ran) throws IOException {
    assertEquals(0, ran.status(), ran.err());
    return Json.mapper().readTree(ran.out());
  }

  private JsonNode imported(String... more) throws IOException {
    List<String> line =
        new ArrayList<>(List.of("image", "import", "disk.raw", "--profile", "golden"));
    line.addAll(List.of("--arch", "x86_64", "-o", "json"));
    line.addAll(List.of(more));
    return json(pim.run(line.toArray(String[]::new)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "zlib", "none"})
  void exportsAQcow2ForReadersOfAnotherCompression(String compression) throws Exception {
    JsonNode image = imported();
    assertEquals("zstd", image.get("compression").asText());

    JsonNode done =
        json(
            pim.run(
                "image",
                "export",
                "golden",
                "--format",
                "qcow2",
                "--compression",
                compression,
                "-o",
                "json"));

    Path file = Path.of(done.get("file").asText());
    assertEquals(compression, done.get("compression").asText());
    assertEquals(
        compression.equals("zstd"), done.get("sha256").equals(image.get("sha256")), "unchanged");
    Finished info = qemuImg("info", "--output=json", file.toString());
    assertEquals(
        compression.equals("none") ? "zlib" : compression,
        Json.mapper()
            .readTree(info.output())
            .path("format-specific")
            .path("data")
            .path("compression-type")
            .asText());
    Finished same = qemuImg("compare", "-f", "raw", "-F", "qcow2", raw.toString(), file.toString());
    assertTrue(same.succeeded(), same.output());
    assertEquals(mode(raw), mode(file), "the umask says who may read what is exported");
  }

  @Test
  void importsWithTheCompressionOfPimYml() throws Exception {
    Files.writeString(pim.folders.project().resolve("pim.yml"), "image: {compression: none}\n");

    assertEquals("none", imported().get("compression").asText());
  }

  @Test
  void onlyAQcow2FileTakesACompression() throws Exception {
    imported();

    Ran ran = pim.run("image", "export", "golden", "--format", "raw", "--compression", "zlib");

    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("--compression requires --format qcow2."), ran.err());
  }

  @Test
  void importsARawDisk() throws Exception {
    JsonNode image = imported();

    Path file = Path.of(image.get("path").asText());
    assertEquals(Sha256.ofFile(file).hex(), image.get("sha256").asText());
    assertTrue(qemuImg("compare", "-f", "raw", "-F", "qcow2", raw + "", file + "").succeeded());
    assertTrue(Files.exists(raw), "the original disk stays");
    JsonNode shown = json(pim.run("image", "show", "golden", "--latest", "-o", "json"));
    assertEquals("disk.raw", shown.get("manifest").get("imported").get("name").asText());
    assertTrue(pim.run("image", "show", "golden").out().contains("imported from"));
    assertEquals(0, pim.run("image", "verify", "golden", "--no-boot").status());

    imported("--name", "second");
    assertEquals(
        2, new Registry(pim.folders).list().size(), "two imports in one second are two images");
    Ran again =
        pim.run(
            "image", "import", "disk.raw", "--profile", "x", "--arch", "arm64", "--name", "second");
    assertEquals(2, again.status());
    assertTrue(again.err().contains("An image or a file of that name exists already"), again.err());
    assertEquals(0, pim.run("image", "rm", "second", "--dry-run").status());
  }

  @Test
  void refusesADiskWithABackingFile() throws Exception {
    Path overlay = pim.folders.project().resolve("evil.qcow2");
    qemuImg("create", "-q", "-f", "qcow2", "-F", "raw", "-b", "/etc/passwd", overlay.toString());

    Ran ran = pim.run("image", "import", "evil.qcow2", "--profile", "x", "--arch", "x86_64");

    assertEquals(1, ran.status());
    assertTrue(ran.err().contains("backing file"), ran.err());
    assertEquals(List.of(), new Registry(pim.folders).list());
    assertFalse(Files.exists(pim.folders.images()), "nothing was written");
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "qcow2", "vmdk", "vhd", "vhd-fixed"})
  void exportsReadableImages(String format) throws Exception {
    JsonNode image = imported();

    JsonNode done = json(pim.run("image", "export", "golden", "--format", format, "-o", "json"));

    Path file = Path.of(done.get("file").asText());
    String qemuName = format.startsWith("vhd") ? "vpc" : format;
    assertEquals(pim.folders.project(), file.getParent());
    assertEquals(Sha256.ofFile(file).hex(), done.get("sha256").asText());
    Finished same =
        qemuImg("compare", "-f", "raw", "-F", qemuName, raw.toString(), file.toString());
    assertTrue(same.succeeded(), same.output());
    if (format.equals("qcow2")) {
      assertEquals(image.get("sha256").asText(), done.get("sha256").asText());
      assertEquals(ownerOnly, mode(Path.of(image.get("path").asText())));
      assertEquals(mode(raw), mode(file), "the umask says who may read what is exported");
    }
    if (format.equals("raw")) {
      assertArrayEquals(contents, Files.readAllBytes(file));
    }
    if (format.equals("vhd-fixed")) {
      assertEquals(DISK_BYTES + 512, Files.size(file), "the disk and its footer, without rounding");
      assertEquals(0, done.get("enlarged").asLong());
    }
    Ran again = pim.run("image", "export", "golden", "--format", format);
    assertEquals(2, again.status());
    assertTrue(again.err().contains("The file already exists."), again.err());
    assertEquals(0, pim.run("image", "export", "golden", "--format", format, "--force").status());
    try (var files = Files.list(pim.folders.project())) {
      assertFalse(files.anyMatch(left -> left.toString().endsWith(".part")), "a draft is left");
    }
  }

  /** Azure refuses a disk whose size is not a whole number of mebibytes. */
  @Test
  void aFixedVhdHasWholeMebibytes() throws Exception {
    contents = Arrays.copyOf(contents, DISK_BYTES + 512);
    Files.write(raw, contents);
    imported();

    JsonNode done =
        json(pim.run("image", "export", "golden", "--format", "vhd-fixed", "-o", "json"));

    Path file = Path.of(done.get("file").asText());
    long whole = DISK_BYTES + (1 << 20);
    assertEquals(whole + 512, Files.size(file));
    assertEquals((1 << 20) - 512, done.get("enlarged").asLong());
    byte[] written = Files.readAllBytes(file);
    assertArrayEquals(contents, Arrays.copyOf(written, contents.length));
    assertArrayEquals(
        new byte[(1 << 20) - 512], Arrays.copyOfRange(written, contents.length, (int) whole));
    Ran ran = pim.run("image", "export", "golden", "--format", "vhd-fixed", "--force");
    assertTrue(ran.out().contains("by 1048064 bytes, to whole MiB"), ran.out());
    try (var files = Files.list(pim.folders.project())) {
      assertFalse(files.anyMatch(left -> left.toString().contains(".part")), "a draft is left");
    }
  }

  @Test
  void keepsUefiVariablesBesideTheImage() throws Exception {
    Path variables = pim.folders.project().resolve("vars.fd");
    Files.writeString(variables, "variables");
    String name = imported("--firmware", "uefi", "--uefi-vars", "vars.fd").get("name").asText();

    JsonNode done = json(pim.run("image", "export", "golden", "--format", "raw", "-o", "json"));

    Path exported = Path.of(done.get("uefiVariables").asText());
    assertEquals("variables", Files.readString(exported));
    assertEquals(mode(raw), mode(exported));
    assertEquals(ownerOnly, mode(pim.folders.imageUefiVariables(name)));
  }

  @Test
  void reportsADamagedImage() throws Exception {
    Path file = Path.of(imported().get("path").asText());
    PimHome.write(
        pim.folders.imageSeen(
            json(pim.run("image", "list", "-o", "json")).get(0).get("name").asText()),
        "{}");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    Ran ran = pim.run("image", "verify", "golden", "-o", "json");

    assertEquals(1, ran.status(), ran.err());
    JsonNode verdict = Json.mapper().readTree(ran.out());
    assertFalse(verdict.get("sound").asBoolean());
    assertEquals("digest", verdict.get("findings").get(0).get("check").asText());
    assertEquals("failed", verdict.get("findings").get(0).get("outcome").asText());
    assertEquals("skipped", verdict.get("findings").get(2).get("outcome").asText());
    assertEquals(1, pim.run("image", "export", "golden", "--format", "raw").status());
    try (var files = Files.list(pim.folders.images())) {
      assertFalse(files.anyMatch(seen -> seen.toString().endsWith(".seen.json")));
    }
    Files.write(file, new byte[1], StandardOpenOption.APPEND);
    assertTrue(pim.run("image", "verify", "golden").out().contains("bytes, and had"));
    Files.delete(file);
    assertTrue(pim.run("image", "verify", "golden").out().contains("Its file is missing."));
  }

  @Test
  void leavesImagesOfOtherHostsAlone() throws Exception {
    imported();
    Registry registry = new Registry(pim.folders);
    ImageEntry e = registry.list().get(0);
    registry.register(
        new ImageEntry(
            e.name(),
            e.profile(),
            e.architecture(),
            e.path(),
            e.format(),
            e.size(),
            e.sha256(),
            e.buildId(),
            e.created(),
            e.imageKey(),
            e.firmware(),
            e.manifest(),
            e.uefiVariables(),
            Optional.of("far-away")));

    assertTrue(pim.run("image", "verify", "golden").err().contains("is on host far-away."));
    assertTrue(
        pim.run("image", "export", "golden", "--format", "raw").err().contains("host far-away"));
    Ran removed = pim.run("image", "rm", e.name(), "--dry-run");
    assertEquals(1, removed.status());
    assertTrue(removed.err().contains("it is on host far-away"), removed.err());
    assertEquals(0, pim.run("image", "rm", e.name(), "--force").status());
    assertTrue(Files.exists(e.path()), "only the entry is removed");
    assertEquals(List.of(), registry.list());
  }
}
