package io.pim.host.image;

import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.Phase;
import io.pim.model.files.BuildFolder;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.Names;
import io.pim.model.files.PimFolders;
import io.pim.model.files.PrivateFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Cleans up after verifications whose command was killed: a machine that is still running, and its
 * overlay of the image. They are recognised by a free turn lock, because the system releases the
 * lock of a killed process.
 */
public final class KilledVerifications {
  private final PimFolders folders;
  private final BuildMachines machines;

  public KilledVerifications(PimFolders folders, BuildMachines machines) {
    this.folders = folders;
    this.machines = machines;
  }

  /** Whether a disk belongs to a killed verification of this image. */
  boolean left(Path disk, String image) throws IOException {
    if (!Names.isPlain(image) || !disk.startsWith(folders.verification(image).work())) {
      return false;
    }
    try (Turn turn = Turn.of(folders.verification(image))) {
      return turn.isMine();
    }
  }

  /** Ends the machine and removes its disk, unless the verification is still running. */
  void clear(String image) throws IOException, InterruptedException {
    BuildFolder folder = folders.verification(image);
    if (Files.notExists(folder.work())) {
      return;
    }
    try (Turn turn = Turn.of(folder)) {
      if (turn.isMine()) {
        machines.end(Phase.VERIFY.of(image, folder));
        PrivateFolders.delete(folder.work());
      }
    }
  }

  /** The turn lock of an image's verification, if it was free. */
  private record Turn(Optional<ExclusiveFile.Hold> hold) implements AutoCloseable {
    static Turn of(BuildFolder folder) throws IOException {
      PrivateFolders.create(folder.root());
      return new Turn(new ExclusiveFile(folder.turn()).tryHold());
    }

    boolean isMine() {
      return hold.isPresent();
    }

    @Override
    public void close() throws IOException {
      if (hold.isPresent()) {
        hold.get().close();
      }
    }
  }
}
