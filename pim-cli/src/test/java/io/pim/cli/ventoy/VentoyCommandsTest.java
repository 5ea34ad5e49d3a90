package io.pim.cli.ventoy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.testing.LoopDisk;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.host.iso.IsoFetcher;
import io.pim.model.json.Json;
import io.pim.model.plan.IsoSource;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Sha256;
import io.pim.tools.process.Finished;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prepares and fills a USB stick: with a loop device, and a stand-in for Ventoy's archive. */
@Timeout(300)
class VentoyCommandsTest {
  private static final long DISK_BYTES = 160L << 20;

  /** A disk as Ventoy 1.0 leaves it, without the file systems, which some kernels lack. */
  private static final String INSTALLER =
      """
      #!/bin/sh
      set -eu
      [ "$1" = -I ] && [ -f ventoy/version ] && [ "$USER" = root ]
      read -r once && read -r twice
      [ "$once$twice" = yy ] || exit 0
      disk=$2
      total=$(cat "/sys/class/block/${disk#/dev/}/size")
      boot=$((total - 65536))
      le() {
        for shift in 0 8 16 24; do printf "\\\\$(printf %03o $((($1 >> shift) & 255)))"; done
      }
      {
        printf '\\200\\0\\0\\0\\007\\0\\0\\0' && le 2048 && le $((boot - 2048))
        printf '\\0\\0\\0\\0\\357\\0\\0\\0' && le "$boot" && le 65536
      } | dd of="$disk" bs=1 seek=446 conv=notrunc,fsync status=none
      printf '\\125\\252' | dd of="$disk" bs=1 seek=510 conv=notrunc,fsync status=none
      partx -u "$disk"
      mkfs.ext4 -q -F -L Ventoy "${disk}p1"
      printf 'set VENTOY_VERSION="%s"\\n' "$(cat ventoy/version)" |
        dd of="${disk}p2" bs=1 seek=$((1048576 - 15)) conv=notrunc,fsync status=none
      """;

  @TempDir Path root;
  private PimHome pim;

  @BeforeEach
  void setUp() {
    pim = new PimHome(root, null);
  }

  private Path archive() throws IOException, InterruptedException {
    Path top = root.resolve("release/ventoy-1.0.99");
    PimHome.write(top.resolve("Ventoy2Disk.sh"), INSTALLER);
    PimHome.write(top.resolve("ventoy/version"), "1.0.99\n");
    return tar("-C", root.resolve("release").toString(), "ventoy-1.0.99");
  }

  private Path tar(String... what) throws InterruptedException {
    Path archive = root.resolve("ventoy.tar.gz");
    String[] argv = new String[what.length + 3];
    argv[0] = "tar";
    argv[1] = "-Pczf";
    argv[2] = archive.toString();
    System.arraycopy(what, 0, argv, 3, what.length);
    Finished packed = LoopDisk.command(argv);
    assertTrue(packed.succeeded(), packed.output());
    return archive;
  }

  private void configure(Path archive, String checksum) {
    pim.ownFile(
        "pim.yml",
        "ventoy: {version: 1.0.99, url: '%s', checksum: '%s'}\n"
            .formatted(archive.toUri(), checksum));
  }

  private void iso(String key, long bytes) throws IOException, InterruptedException {
    Path file = root.resolve(key + ".iso");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(bytes);
    }
    Sha256 digest = Sha256.ofFile(file);
    pim.file(
        "isos.d/debian.yml",
        "%s:\n  url: %s\n  checksum: sha256:%s\n  architecture: arm64\n"
            .formatted(key, file.toUri(), digest));
    new IsoFetcher(pim.folders.isos(), Map.of())
        .fetch(
            new IsoSource(key, key + ".iso", List.of(file.toUri().toString()), Digest.of(digest)),
            (phase, done, of) -> {});
  }

  private Ran typing(String text, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    try {
      return pim.run(arguments);
    } finally {
      System.setIn(before);
    }
  }

  private static void assertReported(int status, String words, Ran ran) {
    assertEquals(status, ran.status(), ran.err());
    for (String part : List.of(words.split("\\|"))) {
      assertTrue(ran.err().contains(part), ran.err());
    }
  }

  private Ran done(String... arguments) {
    Ran ran = pim.run(arguments);
    assertEquals(0, ran.status(), ran.err());
    return ran;
  }

  private JsonNode status(LoopDisk disk) throws IOException {
    return Json.mapper().readTree(done("ventoy", "status", disk.device(), "-o", "json").out());
  }

  @Test
  void preparesFillsAndShowsAStick() throws Exception {
    try (LoopDisk disk = LoopDisk.of(root.resolve("stick"), DISK_BYTES)) {
      Path archive = archive();
      configure(archive, "sha256:" + Sha256.ofFile(archive));
      iso("debian-13-arm64", 5 << 20);
      writeIso9660(disk);

      assertFalse(status(disk).get("ventoy").asBoolean());
      String[] prepare = {"ventoy", "prepare", disk.device(), "--allow-loop"};
      assertReported(1, "Nothing was changed.|iso9660", typing("yes\n", prepare));
      assertFalse(status(disk).get("ventoy").asBoolean());
      String name = disk.device().substring("/dev/".length());
      Ran prepared = typing(name + "  160.0M\n", prepare);
      assertEquals(0, prepared.status(), prepared.err());
      assertTrue(prepared.err().contains("All data on " + disk.device() + " will be lost."));
      assertFalse(LoopDisk.command("blkid", "-p", disk.device()).output().contains("iso9660"));

      JsonNode fresh = status(disk);
      assertEquals("1.0.99", fresh.get("version").asText());
      assertEquals("missing", fresh.at("/isos/0/state").asText());
      assertEquals("1 ISO copied, 0 already there\n", done("ventoy", "copy", disk.device()).out());
      assertEquals("0 ISOs copied, 1 already there\n", done("ventoy", "copy", disk.device()).out());
      assertEquals("copied", status(disk).at("/isos/0/state").asText());
      assertFalse(disk.isMounted());
      refusedWhileMounted(disk, prepare);
      isoThatDoesNotFit(disk);
    }
  }

  private static void writeIso9660(LoopDisk disk) throws IOException {
    try (RandomAccessFile raw = new RandomAccessFile(disk.device(), "rw")) {
      raw.seek(32768);
      raw.write("\u0001CD001\u0001".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void refusedWhileMounted(LoopDisk disk, String... prepare) throws Exception {
    Path mounted = root.resolve("media");
    disk.mount(1, mounted);
    String[] forced = {prepare[0], prepare[1], prepare[2], prepare[3], "-f"};
    assertReported(1, "it is mounted at " + mounted + ": unmount it first", pim.run(forced));
    Files.delete(mounted.resolve("debian-13-arm64.iso"));
    assertTrue(done("ventoy", "copy", disk.device()).err().contains("copying to " + mounted));
    assertTrue(disk.isMounted(), "PIM leaves another's mount alone");
    assertEquals(5 << 20, Files.size(mounted.resolve("debian-13-arm64.iso")));
    LoopDisk.command("umount", mounted.toString());
    assertReported(
        1,
        "it is a partition: name the whole disk, " + disk.device(),
        pim.run("ventoy", "prepare", disk.partition(1), "--allow-loop", "-f"));
  }

  private void isoThatDoesNotFit(LoopDisk disk) throws Exception {
    iso("debian-14-arm64", 150 << 20);
    assertReported(
        1, "The ISOs do not fit|needed 150.0M", pim.run("ventoy", "copy", disk.device()));
    assertFalse(disk.isMounted());
  }

  @Test
  void refusesALoopDeviceUnlessAllowed() throws Exception {
    try (LoopDisk disk = LoopDisk.of(root.resolve("stick"), DISK_BYTES)) {
      assertReported(
          1, "it is a loop device|--allow-loop", pim.run("ventoy", "prepare", disk.device()));
      assertReported(1, "There is no Ventoy on", copyOf(disk));
    }
  }

  private Ran copyOf(LoopDisk disk) throws Exception {
    iso("debian-13-arm64", 1 << 20);
    return pim.run("ventoy", "copy", disk.device());
  }

  @Test
  void doesNotUnpackAWrongArchive() throws Exception {
    try (LoopDisk disk = LoopDisk.of(root.resolve("stick"), DISK_BYTES)) {
      String[] prepare = {"ventoy", "prepare", disk.device(), "--allow-loop", "-f"};
      configure(archive(), "sha256:" + "0".repeat(64));
      assertReported(1, "Ventoy 1.0.99 is not available|found sha256:", pim.run(prepare));

      PimHome.write(root.resolve("evil/Ventoy2Disk.sh"), "touch " + root.resolve("ran") + "\n");
      Path inside = Files.createDirectories(root.resolve("evil/inside"));
      hostile(prepare, "-C", inside.toString(), "../Ventoy2Disk.sh");
      hostile(prepare, root.resolve("evil/Ventoy2Disk.sh").toString());
      Files.createSymbolicLink(root.resolve("evil/link"), Path.of("/etc"));
      hostile(prepare, "-C", root.toString(), "evil");
      Files.delete(root.resolve("evil/link"));
      assertFalse(Files.exists(root.resolve("ran")));
      assertFalse(status(disk).get("ventoy").asBoolean());
    }
  }

  private void hostile(String[] prepare, String... members) throws Exception {
    Path archive = tar(members);
    configure(archive, Sha256.ofFile(archive).hex());
    Files.deleteIfExists(pim.folders.ventoy().resolve("ventoy-1.0.99-linux.tar.gz"));
    assertReported(1, "This is not a release of Ventoy for Linux", pim.run(prepare));
    try (var left = Files.walk(pim.folders.cache())) {
      assertTrue(left.noneMatch(f -> f.endsWith("Ventoy2Disk.sh")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ventoy prepare /dev/../etc,1,not the name of a disk",
    "ventoy prepare /etc/passwd,1,not the name of a disk",
    "ventoy prepare /dev/null -f,1,it is not a disk",
    "ventoy status,2,Name the USB device.|ventoy.device",
    "ventoy copy nix,2,There is no ISO 'nix' in the catalog.",
    "ventoy copy /dev/null debian-13.1.0-amd64-netinst,1,nothing to copy yet|pim iso download"
  })
  void refuses(String arguments, int status, String words) {
    assertReported(status, words, pim.run(arguments.split(" ")));
  }

  @Test
  void ignoresVentoySettingsOfAProject() {
    pim.file("pim.yml", "ventoy:\n  version: 1.0.99\n  url: http://evil/v.tar.gz\n");
    for (String command : List.of("prepare /dev/null -f", "copy /dev/null", "config", "status")) {
      assertReported(
          2,
          "pim.yml:3: ventoy.url: is allowed in your own pim.yml only|move it to "
              + pim.folders.config().resolve("pim.yml"),
          pim.run(("ventoy " + command).split(" ")));
    }
  }

  @Test
  void showsTheSettingsAndTheirEffects() throws IOException {
    pim.ownFile("pim.yml", "ventoy:\n  version: 1.0.99\n  device: /dev/sdb\n");
    String text = done("ventoy", "config").out();
    assertTrue(text.contains("ventoy.device"), text);
    assertTrue(text.contains("pim.yml:3"), text);
    JsonNode lines = Json.mapper().readTree(done("ventoy", "config", "-o", "json").out());
    assertTrue(lines.toString().contains("/v1.0.99/ventoy-1.0.99-linux.tar.gz"), lines.toString());
  }
}
