package io.pim.tools.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.BootFiles;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Sha256;
import io.pim.tools.fuzz.Fuzz;
import io.pim.tools.iso9660.InstallerFiles;
import io.pim.tools.iso9660.IsoContents;
import io.pim.tools.iso9660.IsoImage;
import io.pim.tools.iso9660.IsoLayout;
import io.pim.tools.iso9660.VolumeDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading a damaged ISO ends soon: it succeeds, or reports the ISO as unreadable. */
class IsoFuzzTest {
  private static final int SECTOR = IsoLayout.SECTOR_BYTES;
  private static final long MOST_BYTES = 128 << 20;

  /** An ISO with a folder that Rock Ridge moves, because it is more than eight levels deep. */
  private static final String DEEP = "d/e/e/p/l/y/u/n/d/e/r/file";

  @TempDir static Path temp;
  private static byte[] honest;

  /** The positions of the ISO's bytes that are not zero; its files contain only zeros. */
  private static int[] spots;

  private int read;
  private int refused;

  @BeforeAll
  static void make() throws Exception {
    Path tree = temp.resolve("tree");
    write(tree.resolve("install.amd/vmlinuz"), 5000);
    write(tree.resolve("install.amd/initrd.gz"), 100);
    // These names are too long for an entry, and continue elsewhere.
    write(tree.resolve("install.amd/" + "long".repeat(60)), 1);
    write(tree.resolve(DEEP), 1);
    Files.createSymbolicLink(tree.resolve("install.a64"), Path.of("install.amd"));
    Path iso = TestIso.make(tree, temp.resolve("honest.iso"), "-R", "-J", "-no-pad");
    honest = Files.readAllBytes(iso);
    spots =
        IntStream.range(IsoLayout.FIRST_DESCRIPTOR * SECTOR, honest.length)
            .filter(at -> honest[at] != 0)
            .toArray();
  }

  private static void write(Path file, int bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[bytes]);
  }

  @Test
  void readsEveryMutationOrReportsItUnreadable() {
    Fuzz.run(1500, MOST_BYTES, this::round);
    if (Fuzz.isWhole()) {
      assertTrue(read > 50 && refused > 50, read + " read, " + refused + " refused");
    }
  }

  private void round(RandomGenerator random) throws IOException {
    Path file = Files.write(temp.resolve("mutant.iso"), mutant(random));
    try {
      IsoContents.of(file);
      try (IsoImage image = IsoImage.open(file)) {
        image.exists(DEEP);
        image.exists("install.amd/" + "long".repeat(60));
      }
      // Files are forced to disk, which takes a while.
      if (random.nextInt(20) == 0) {
        takeOut(file, temp.resolve("boot"));
      }
      read++;
    } catch (BuildFailure e) {
      assertEquals(FailureKind.ISO_UNREADABLE, e.report().kind());
      assertFalse(e.report().todo().isEmpty());
      refused++;
    }
  }

  private static void takeOut(Path iso, Path folder) throws IOException {
    BootFiles own = new BootFiles(folder.resolve(Sha256.ofFile(iso).hex()), Architecture.X86_64);
    InstallerFiles files = InstallerFiles.of(iso, own);
    assertTrue(files.kernel().bytes() <= honest.length);
    assertTrue(files.kernel().path().startsWith(folder) && files.initrd().bytes() >= 0);
    try (Stream<Path> inside = Files.list(folder)) {
      assertTrue(inside.allMatch(one -> one.getFileName().toString().matches("[0-9a-f]{64}")));
    }
  }

  private static byte[] mutant(RandomGenerator random) {
    byte[] mutant = honest.clone();
    for (int n = 1 + random.nextInt(10); n > 0; n--) {
      int at = spots[random.nextInt(spots.length)];
      switch (random.nextInt(4)) {
        case 0 -> mutant[at] = (byte) random.nextInt(256);
        case 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> {
          // Copies a piece of one structure over another.
          int from = spots[random.nextInt(spots.length)];
          int length = Math.min(random.nextInt(300), mutant.length - Math.max(at, from));
          System.arraycopy(honest, from, mutant, at, length);
        }
        default -> put(mutant, Math.min(at, mutant.length - 4), number(random));
      }
    }
    return random.nextInt(12) == 0 ? Arrays.copyOf(mutant, random.nextInt(mutant.length)) : mutant;
  }

  /** Sectors of this ISO, and numbers outside it. */
  private static long number(RandomGenerator random) {
    long sectors = honest.length / SECTOR;
    long[] odd = {0, 1, sectors, sectors - 1, 0x7fffffffL, 0x80000000L, 0xffffffffL, 1 << 20};
    return random.nextBoolean() ? odd[random.nextInt(odd.length)] : random.nextLong(sectors);
  }

  /** A full directory in which every name continues in a sector that points to itself. */
  @Test
  void stopsAtNamesWithoutEnd() throws IOException {
    int area = 18;
    int first = 19;
    int sectors = 512;
    byte[] iso = new byte[(first + sectors) * SECTOR];
    describe(iso, first, sectors);
    for (int at = 0; at + 28 <= SECTOR; at += 28) {
      continueAt(iso, area * SECTOR + at, area);
    }
    for (int sector = 0; sector < sectors; sector++) {
      for (int at = 0; at + 62 <= SECTOR; at += 62) {
        int record = (first + sector) * SECTOR + at;
        iso[record] = 62;
        iso[record + 32] = 1;
        iso[record + 33] = 'A';
        continueAt(iso, record + 34, area);
      }
    }
    // The directory's own entry, the first one, announces Rock Ridge.
    byte[] mark = {'S', 'P', 7, 1, (byte) 0xbe, (byte) 0xef, 0};
    iso[first * SECTOR + 33] = 0;
    System.arraycopy(mark, 0, iso, first * SECTOR + 34, mark.length);
    Path file = Files.write(temp.resolve("endless.iso"), iso);

    IsoContents contents =
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> IsoContents.of(file));

    assertTrue(contents.installers().isEmpty());
  }

  private static void describe(byte[] iso, int root, int rootSectors) {
    int descriptor = IsoLayout.FIRST_DESCRIPTOR * SECTOR;
    iso[descriptor] = VolumeDescriptor.PRIMARY;
    byte[] id = {'C', 'D', '0', '0', '1'};
    System.arraycopy(id, 0, iso, descriptor + 1, id.length);
    put(iso, descriptor + 80, iso.length / SECTOR);
    put(iso, descriptor + 128, SECTOR);
    put(iso, descriptor + 156 + 2, root);
    put(iso, descriptor + 156 + 10, (long) rootSectors * SECTOR);
    iso[descriptor + 156 + 25] = 2;
    iso[descriptor + 156 + 32] = 1;
  }

  /** SUSP's {@code CE}, the place where an entry continues. */
  private static void continueAt(byte[] iso, int at, int sector) {
    iso[at] = 'C';
    iso[at + 1] = 'E';
    iso[at + 2] = 28;
    iso[at + 3] = 1;
    put(iso, at + 4, sector);
    put(iso, at + 20, SECTOR);
  }

  private static void put(byte[] bytes, int at, long number) {
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, (int) number);
  }
}
