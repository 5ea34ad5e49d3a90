package io.pim.tools.libvirt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.ProcessRunner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs against a real daemon. */
@Timeout(180)
class StoragePoolTest {
  private static Libvirtd libvirtd;

  @TempDir Path folder;
  private String name;
  private StoragePool pool;

  @BeforeAll
  static void start() throws Exception {
    libvirtd = Libvirtd.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (libvirtd != null) {
      libvirtd.close();
    }
  }

  @BeforeEach
  void makePool() throws Exception {
    name = libvirtd.newPool();
    pool = new StoragePool(libvirtd.virsh(), name);
  }

  private Path file(int bytes) throws Exception {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return Files.write(folder.resolve("file" + bytes), content);
  }

  @Test
  void aVolumeHasTheSentBytes() throws Exception {
    Path file = file(300_001);
    pool.create("a.raw", Files.size(file));

    pool.upload("a.raw", file, done -> {});

    assertArrayEquals(
        Files.readAllBytes(file), Files.readAllBytes(libvirtd.poolFolder(name).resolve("a.raw")));
    Path back = folder.resolve("back");
    pool.download("a.raw", back, Files.size(file), () -> {});
    assertEquals(-1, Files.mismatch(file, back));
    assertEquals(300_001, pool.volume("a.raw").bytes());
    assertEquals(List.of("a.raw"), pool.volumes());
    pool.delete("a.raw");
    assertEquals(List.of(), pool.volumes());
  }

  @Test
  void keepsHoles() throws Exception {
    Path file = folder.resolve("sparse");
    try (var channel = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      channel.setLength(64 << 20);
      channel.seek(1 << 20);
      channel.write(7);
    }
    pool.create("s.raw", Files.size(file));

    pool.upload("s.raw", file, done -> {});

    Path there = libvirtd.poolFolder(name).resolve("s.raw");
    assertEquals(-1, Files.mismatch(file, there));
    String xml = libvirtd.virsh().ask("vol-dumpxml", "s.raw", "--pool", name);
    long allocated = LibvirtXml.parse(xml, "").number("allocation");
    assertTrue(allocated < 8 << 20, xml);
  }

  @Test
  void readsOnlySmallVolumes() throws Exception {
    String text = small("a.json");

    assertEquals(Optional.of(text), pool.read("a.json", 1000));
    assertEquals(Optional.empty(), pool.read("a.json", 999));
  }

  /** Makes a volume of 1000 bytes, some of which are not ASCII. */
  private String small(String volume) throws Exception {
    String text = "\n{\"name\": \"Grüße\"}\n".repeat(50).substring(0, 900);
    String padded = text + " ".repeat(1000 - text.getBytes(StandardCharsets.UTF_8).length);
    pool.create(volume, 1000);
    pool.upload(volume, Files.writeString(folder.resolve(volume), padded), done -> {});
    return padded;
  }

  /** A worker that is killed while it reads could not remove a temporary file. */
  @Test
  void readsWithoutAFileOnThisHost() throws Exception {
    String text = small("a.json");
    List<String> paths = new ArrayList<>();
    Virsh watched =
        libvirtd.virsh(
            command -> {
              command.argv().stream()
                  .skip(1)
                  .filter(word -> word.startsWith("/"))
                  .forEach(paths::add);
              return new ProcessRunner().run(command);
            });

    assertEquals(Optional.of(text), new StoragePool(watched, name).read("a.json", 1000));

    assertEquals(List.of("/dev/stdout"), paths);
  }

  @Test
  void listsTheBackingFilesOfOverlays() throws Exception {
    libvirtd.require("vol-create-as", name, "base", "1M", "--format", "qcow2");
    libvirtd.require(
        "vol-create-as",
        name,
        "an overlay",
        "1M",
        "--format",
        "qcow2",
        "--backing-vol",
        "base",
        "--backing-vol-format",
        "qcow2");

    assertEquals(
        Set.of(libvirtd.poolFolder(name).resolve("base").toString()), pool.backingPaths(List.of()));
    assertEquals(List.of("base"), pool.volumes());
  }

  @Test
  void describesAPool() throws Exception {
    PoolInfo info = pool.info();

    assertTrue(info.active() && info.hasFiles() && info.free() > 0, info.toString());
    libvirtd.require("pool-destroy", name);
    assertEquals(false, pool.info().active());
  }

  private static BuildFailure failure(org.junit.jupiter.api.function.Executable act) {
    return assertThrows(BuildFailure.class, act);
  }

  @Test
  void explainsEachFailure() throws Exception {
    StoragePool none = new StoragePool(libvirtd.virsh(), "none");
    assertEquals(FailureKind.TARGET_REFUSED, failure(none::volumes).report().kind());
    BuildFailure failed = failure(() -> pool.delete("none"));
    assertEquals(FailureKind.TARGET_FAILED, failed.report().kind());
    assertTrue(failed.report().why().contains("no storage vol"), failed.report().toString());
    Virsh nowhere =
        new Virsh(Path.of("virsh"), "qemu+unix:///session?socket=/nowhere", new ProcessRunner());
    BuildFailure unreachable = failure(nowhere::version);
    assertEquals(FailureKind.TARGET_UNREACHABLE, unreachable.report().kind());
    assertTrue(unreachable.report().why().contains("/nowhere"), "" + unreachable.report());
  }

  @Test
  void refusesNamesThatAreOptions() {
    assertThrows(IllegalArgumentException.class, () -> pool.delete("--pool"));
    assertThrows(IllegalArgumentException.class, () -> new StoragePool(libvirtd.virsh(), "-x"));
  }
}
