package io.pim.cli.doctor;

import io.pim.model.secret.Sealer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Whether the key that seals plans is valid, and readable by its owner only. */
record SealKeyCheck(Path key) implements Check {
  @Override
  public String subject() {
    return "Seal key";
  }

  @Override
  public Finding look() {
    if (Files.notExists(key)) {
      return Finding.ok(subject(), "made with the first plan");
    }
    try {
      String id = Sealer.withKeyFile(key).keyId();
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(key));
      return mode.endsWith("------")
          ? Finding.ok(subject(), key + ", id " + id)
          : Finding.warn(
              subject(),
              key + " has the mode " + mode + ": others can read it",
              "chmod 600 " + key);
    } catch (IOException e) {
      return Finding.fail(
          subject(),
          String.valueOf(e.getMessage()),
          "restore it from a backup; without one, mv "
              + key
              + " away: held builds can then not "
              + "be retried");
    }
  }
}
