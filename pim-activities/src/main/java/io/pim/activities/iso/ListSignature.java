package io.pim.activities.iso;

import io.pim.activities.process.Command;
import io.pim.activities.process.CommandRunner;
import io.pim.activities.process.Finished;
import io.pim.activities.process.Tools;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Verifies detached OpenPGP signatures with gpgv (docs/adr/0010). Its status lines are those of
 * GnuPG's doc/DETAILS.
 */
public final class ListSignature {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int LAST_LINES = 10;
  private static final Pattern GOOD = Pattern.compile("(?m)^\\[GNUPG:] GOODSIG ");
  private static final Pattern BAD = Pattern.compile("(?m)^\\[GNUPG:] BADSIG ");
  private static final Pattern EXPIRED =
      Pattern.compile("(?m)^\\[GNUPG:] (EXPSIG|EXPKEYSIG|REVKEYSIG) ");
  private static final Pattern OTHER_KEY = Pattern.compile("(?m)^\\[GNUPG:] NO_PUBKEY (\\w+)");

  private final Tools tools;
  private final CommandRunner runner;
  private final List<Path> usualKeyrings;

  /** Verifies with the keyrings of Debian's packages where the catalog names none. */
  public ListSignature(Tools tools, CommandRunner runner) {
    this(
        tools,
        runner,
        List.of(
            Path.of("/usr/share/keyrings/debian-role-keys.gpg"),
            Path.of("/usr/share/keyrings/debian-archive-keyring.gpg")));
  }

  ListSignature(Tools tools, CommandRunner runner, List<Path> usualKeyrings) {
    this.tools = tools;
    this.runner = runner;
    this.usualKeyrings = List.copyOf(usualKeyrings);
  }

  /**
   * Returns when a key of the keyring has signed the file, and nobody a changed one.
   *
   * @param keyring binary, as {@code gpg --export} writes it; the usual ones where empty
   * @param shown what people know the file as
   * @throws BuildFailure CHECKSUM_MISMATCH for any other signature; TOOL_MISSING without gpgv;
   *     HOST_SETUP without a keyring
   */
  public void verify(Path file, Path signature, Optional<Path> keyring, String shown)
      throws InterruptedException {
    List<Path> keyrings = keyrings(keyring, shown);
    Path gpgv =
        tools.require(
            "gpgv",
            "Install it (Debian: apt-get install gpgv; macOS: brew install gnupg), or take"
                + " signature_url out of the catalog.");
    List<String> argv = new ArrayList<>(List.of(gpgv.toString(), "--status-fd", "1"));
    keyrings.forEach(ring -> argv.addAll(List.of("--keyring", ring.toString())));
    argv.addAll(List.of("--", signature.toString(), file.toString()));
    Finished finished = runner.run(Command.of(argv, LIMIT));
    String said = finished.output();
    if (BAD.matcher(said).find() || !GOOD.matcher(said).find()) {
      throw refused(why(said), keyrings, shown, finished);
    }
  }

  private List<Path> keyrings(Optional<Path> named, String shown) {
    List<Path> there =
        named.map(List::of).orElse(usualKeyrings).stream()
            .map(Path::toAbsolutePath)
            .filter(Files::isRegularFile)
            .toList();
    if (there.isEmpty()) {
      throw BuildFailure.of(FailureKind.HOST_SETUP, "There is no keyring to check a signature with")
          .where(shown)
          .why("looked for " + named.map(Path::toString).orElse(usualKeyrings.toString()))
          .todo(
              "Name the file of the vendor's keys as keyring in the catalog (Debian's are in the"
                  + " package debian-keyring), or take signature_url out of it.")
          .build();
    }
    return there;
  }

  private static String why(String said) {
    if (BAD.matcher(said).find()) {
      return "the signature is not of this list: one of them was changed";
    }
    if (EXPIRED.matcher(said).find()) {
      return "the signature or its key has expired or was revoked";
    }
    return OTHER_KEY
        .matcher(said)
        .results()
        .findFirst()
        .map(key -> "it is signed with the key " + key.group(1) + ", which is not in the keyring")
        .orElse("there is no signature in it that can be read");
  }

  private static BuildFailure refused(
      String why, List<Path> keyrings, String shown, Finished finished) {
    return BuildFailure.of(FailureKind.CHECKSUM_MISMATCH, "A checksum list's signature is not good")
        .where(shown)
        .why(why + " (keyring " + keyrings + ")")
        .todo("PIM does not use the list. See signature_url and keyring in the ISO catalog.")
        .lastLines(finished.lastLines(LAST_LINES))
        .build();
  }
}
