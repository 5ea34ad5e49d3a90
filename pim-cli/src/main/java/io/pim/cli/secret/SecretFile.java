package io.pim.cli.secret;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** A file that holds a secret in its first line. It counts only if nobody else can read it. */
record SecretFile(Path path) {
  private static final int OTHERS = 0077;
  private static final int MODE_BITS = 07777;
  private static final int MOST_BYTES = 64 * 1024;

  /**
   * The first line.
   *
   * @throws RefusedSecret when the file is missing, not a file, or open to others
   */
  String firstLine() throws RefusedSecret {
    try {
      requirePrivate();
      try (InputStream in = Files.newInputStream(path)) {
        String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        return text.lines().findFirst().orElse("");
      }
    } catch (NoSuchFileException e) {
      throw new RefusedSecret(
          "the file " + path + " does not exist", "write the secret into it (mode 0600)");
    } catch (IOException e) {
      throw new RefusedSecret("the file " + path + " cannot be read: " + e, "");
    }
  }

  /** Follows links: what counts is the file that is read. */
  private void requirePrivate() throws RefusedSecret, IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new RefusedSecret(path + " is not a file", "name a file that holds the secret");
    }
    Map<String, Object> facts = Files.readAttributes(path, "unix:uid,mode,owner");
    if (!facts.get("uid").equals((int) new UnixSystem().getUid())) {
      throw new RefusedSecret(
          "the file " + path + " belongs to " + facts.get("owner") + ", not to you",
          "make a file of your own (mode 0600)");
    }
    int mode = (Integer) facts.get("mode") & MODE_BITS;
    if ((mode & OTHERS) != 0) {
      throw new RefusedSecret(
          "others can access the file " + path + " (mode " + Integer.toOctalString(mode) + ")",
          "chmod 600 " + path);
    }
  }
}
