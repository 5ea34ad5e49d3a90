package io.pim.cli.vm;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.model.unit.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A person's own cloud-init file, used unchanged. */
public final class UserData {
  private static final ByteSize MOST = ByteSize.parse("16M");

  private UserData() {}

  /** The contents of the file. */
  public static Optional<byte[]> read(Optional<Path> file) throws IOException {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    if (Files.size(file.get()) > MOST.bytes()) {
      throw Complaint.of(ExitStatus.USAGE, "The user-data is larger than " + MOST + ".")
          .at(file.get())
          .failure();
    }
    return Optional.of(Files.readAllBytes(file.get()));
  }
}
