package io.pim.host.iso;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import io.pim.tools.process.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Verifies detached OpenPGP signatures with gpgv (docs/adr/0010). */
public final class ListSignature {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int LAST_LINES = 10;

  private final Tools tools;
  private final CommandRunner runner;

  public ListSignature(Tools tools, CommandRunner runner) {
    this.tools = tools;
    this.runner = runner;
  }

  /**
   * Returns if a key of the keyring has signed the file, and no signature is of a changed file.
   *
   * @param keyring binary, as {@code gpg --export} writes it
   * @param shown the file's name in messages
   * @throws BuildFailure CHECKSUM_MISMATCH for any other signature; TOOL_MISSING without gpgv;
   *     HOST_SETUP without a readable keyring
   */
  public void verify(Path file, Path signature, Path keyring, String shown)
      throws InterruptedException {
    if (!Files.isRegularFile(keyring)) {
      throw noKeyring(keyring, shown);
    }
    Path gpgv =
        tools.require(
            "gpgv",
            "Install it (Debian: apt-get install gpgv; macOS: brew install gnupg), or take"
                + " keyring out of the catalog: the list is then used unchecked.");
    List<String> argv =
        List.of(
            gpgv.toString(),
            "--status-fd",
            "1",
            "--keyring",
            keyring.toAbsolutePath().toString(),
            "--",
            signature.toString(),
            file.toString());
    Set<String> fingerprints = Keyring.read(keyring).fingerprints();
    // gpgv's standard output has status lines only; its messages go to standard error.
    Finished finished = runner.run(Command.question(argv, LIMIT));
    Optional<String> refusal =
        new GpgvVerdict(finished.exitCode(), finished.output()).refusal(fingerprints);
    if (refusal.isPresent()) {
      throw refused(refusal.get(), keyring, shown, finished);
    }
  }

  private static BuildFailure noKeyring(Path keyring, String shown) {
    return BuildFailure.of(FailureKind.HOST_SETUP, "There is no keyring to check a signature with")
        .where(keyring)
        .why("it is named as keyring in the catalog, for the list " + shown)
        .todo(
            "Put the vendor's keys there (Debian's are in the package debian-keyring), or take"
                + " keyring out of the catalog: the list is then used unchecked.")
        .build();
  }

  private static BuildFailure refused(String why, Path keyring, String shown, Finished finished) {
    return BuildFailure.of(FailureKind.CHECKSUM_MISMATCH, "A checksum list's signature is not good")
        .where(shown)
        .why(why + " (keyring " + keyring + ")")
        .todo(
            "PIM does not use the list. Check that signature_url and keyring in the ISO "
                + "catalog are right, and that the keyring is binary: gpg --dearmor makes it so.")
        .lastLines(finished.lastLines(LAST_LINES))
        .build();
  }
}
