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
 * What verifications leave whose command was killed: a machine that runs on, and its overlay of the
 * image. They are known by their turn, which nobody holds: the system takes it from whoever dies.
 */
public final class KilledVerifications {
  private final PimFolders folders;
  private final BuildMachines machines;

  public KilledVerifications(PimFolders folders, BuildMachines machines) {
    this.folders = folders;
    this.machines = machines;
  }

  /** Whether a disk is of a verification of this image that nobody goes on with. */
  boolean left(Path disk, String image) throws IOException {
    if (!Names.isPlain(image) || !disk.startsWith(folders.verification(image).work())) {
      return false;
    }
    try (Turn turn = Turn.of(folders.verification(image))) {
      return turn.isMine();
    }
  }

  /** Ends the machine and removes its disk; nothing is done to a verification that is under way. */
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

  /** The right to do something with an image's verification, where nobody else has it. */
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
