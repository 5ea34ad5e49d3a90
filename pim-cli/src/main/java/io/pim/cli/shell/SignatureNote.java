package io.pim.cli.shell;

import io.pim.cli.output.SafeText;
import io.pim.model.iso.IsoEntry;
import io.pim.model.iso.SignatureCheck;
import java.util.List;
import java.util.Optional;

/**
 * Tells the person once that signatures named in the catalog are not checked, and how to enable the
 * check.
 */
public final class SignatureNote {
  private SignatureNote() {}

  /** The note; empty when it does not apply. */
  public static Optional<String> of(List<IsoEntry> entries) {
    List<String> unchecked =
        entries.stream()
            .filter(entry -> entry.signatureCheck() == SignatureCheck.UNCHECKED)
            .map(IsoEntry::key)
            .toList();
    if (unchecked.isEmpty()) {
      return Optional.empty();
    }
    String others = unchecked.size() == 1 ? "" : " and " + (unchecked.size() - 1) + " more";
    return Optional.of(
        "checksums are checked, signatures are not ("
            + unchecked.get(0)
            + others
            + "): the entries name no keyring. For Debian: apt install debian-keyring gpgv, and"
            + " keyring: /usr/share/keyrings/debian-role-keys.gpg");
  }

  public static void print(List<IsoEntry> entries, CliContext context) {
    of(entries).ifPresent(note -> context.err().println(SafeText.line("note: " + note)));
  }
}
