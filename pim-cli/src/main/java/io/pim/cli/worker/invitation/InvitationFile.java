package io.pim.cli.worker.invitation;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Reads an invitation from a file that nobody else could have written or read, or from standard
 * input.
 *
 * @param owners the numeric ids of users whose files are accepted
 */
public record InvitationFile(Set<Long> owners) {
  /** Stands for standard input. */
  public static final String STDIN = "-";

  private static final int MOST_BYTES = 256 << 10;

  public InvitationFile {
    owners = Set.copyOf(owners);
  }

  /**
   * Reads and checks an invitation.
   *
   * @param name a path, or {@link #STDIN}
   * @throws io.pim.cli.output.CommandFailure when it is not safe, not readable, or has expired
   * @throws io.pim.model.config.ConfigProblems with every mistake in it
   */
  public Invitation read(String name, Path folder, Instant now) throws IOException {
    Invitation invitation =
        name.equals(STDIN)
            ? InvitationYaml.read(text(System.in, "standard input"), "standard input")
            : file(folder.resolve(name));
    if (now.isAfter(invitation.expires())) {
      throw refused(
              "The invitation has expired.", name, "it was valid until " + invitation.expires())
          .advise("Make a new one on a host of the service: pim worker invite --out FILE")
          .failure();
    }
    return invitation;
  }

  private Invitation file(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw refused("There is no invitation here.", file, "it is not a file")
          .advise("Make one on a host of the service: pim worker invite --out FILE")
          .failure();
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      requirePrivate(file);
      return InvitationYaml.read(text(in, file), file.toString());
    }
  }

  private void requirePrivate(Path file) throws IOException {
    Map<String, Object> facts =
        Files.readAttributes(file, "unix:uid,permissions", LinkOption.NOFOLLOW_LINKS);
    if (!owners.contains(Integer.toUnsignedLong((Integer) facts.get("uid")))) {
      throw refused("The invitation is another user's file.", file, "its owner could change it")
          .advise("Copy it to a file of your own, with mode 0600.")
          .failure();
    }
    @SuppressWarnings("unchecked") // The view's documentation names the type.
    Set<PosixFilePermission> mode = (Set<PosixFilePermission>) facts.get("permissions");
    if (!PosixFilePermissions.toString(mode).endsWith("------")) {
      throw refused(
              "Other users can read or change the invitation.",
              file,
              "its mode is " + PosixFilePermissions.toString(mode))
          .advise("If no other user could have read it: chmod 600 " + file)
          .failure();
    }
  }

  private static String text(InputStream in, Object place) throws IOException {
    byte[] bytes = in.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw refused("This is not an invitation.", place, "it is larger than 256 KiB").failure();
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw refused("This is not an invitation.", place, "it is not UTF-8 text").failure(e);
    }
  }

  private static Complaint refused(String what, Object place, String why) {
    return Complaint.of(ExitStatus.USAGE, what).at(place).because(why);
  }
}
