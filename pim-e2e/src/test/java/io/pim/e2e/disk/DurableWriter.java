package io.pim.e2e.disk;

import io.pim.model.files.DurableFile;
import io.pim.model.files.ExclusiveFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Runs in the guest of {@link PowerLossTest}: writes files in each way that PIM has, and says after
 * each round that they will be there after a power cut. Beside them it writes plain files, which
 * nobody has promised anything of.
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
    // A record that is replaced again and again, under a lock, as facts and registry are.
    new ExclusiveFile(folder.resolve("lock"))
        .whileHeld(
            () -> {
              DurableFile.write(
                  folder.resolve("state"), DurableFile.PRIVATE, content("state", round));
              return round;
            });
    // One that is made once, as keys are.
    DurableFile.create(
        folder.resolve("made-" + round), DurableFile.PRIVATE, content("made", round));
    // What another program wrote, moved into a new folder, as the disk of a layer is.
    Path work = folder.resolve("work");
    Files.write(work, content("layer", round));
    Path layer = folder.resolve("layers").resolve(Integer.toString(round));
    DurableFile.makePrivateFolder(layer);
    DurableFile.move(work, layer.resolve("disk"));
  }

  /** What is in the file of a round; larger than what an inode could hold. */
  static byte[] content(String name, int round) {
    Random random = new Random(31L * name.hashCode() + round);
    byte[] bytes = new byte[SMALLEST + random.nextInt(MORE)];
    random.nextBytes(bytes);
    return bytes;
  }
}
