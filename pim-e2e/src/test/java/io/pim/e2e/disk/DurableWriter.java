package io.pim.e2e.disk;

import io.pim.model.files.DurableFile;
import io.pim.model.files.ExclusiveFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Runs in the guest of {@link PowerLossTest}. It writes files in each of PIM's ways, and reports
 * after each round that they survive a power cut. It also writes plain files, which need not
 * survive.
 */
final class DurableWriter {
  static final String DONE = "power-loss: done ";

  private static final int SMALLEST = 20_000;
  private static final int MORE = 60_000;

  private DurableWriter() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    for (int round = 1; round <= rounds; round++) {
      write(folder, round);
      System.out.println(DONE + round);
    }
  }

  private static void write(Path folder, int round) throws IOException {
    Files.write(folder.resolve("plain-" + round), content("plain", round));
    // Facts and the registry are replaced like this record, under a lock.
    new ExclusiveFile(folder.resolve("lock"))
        .whileHeld(
            () -> {
              DurableFile.write(
                  folder.resolve("state"), DurableFile.PRIVATE, content("state", round));
              return round;
            });
    // Keys are written like this file, only once.
    DurableFile.create(
        folder.resolve("made-" + round), DurableFile.PRIVATE, content("made", round));
    // A layer's disk, which another program wrote, moves into a new folder like this.
    Path work = folder.resolve("work");
    Files.write(work, content("layer", round));
    Path layer = folder.resolve("layers").resolve(Integer.toString(round));
    DurableFile.makePrivateFolder(layer);
    DurableFile.move(work, layer.resolve("disk"));
  }

  /** The contents of a round's file; too large to be stored in an inode. */
  static byte[] content(String name, int round) {
    Random random = new Random(31L * name.hashCode() + round);
    byte[] bytes = new byte[SMALLEST + random.nextInt(MORE)];
    random.nextBytes(bytes);
    return bytes;
  }
}
