package io.pim.host.iso;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Interprets gpgv's status lines about a file's signatures, as described in GnuPG's doc/DETAILS.
 * The input must contain status lines only, because messages for people include text chosen by the
 * signer.
 */
final class GpgvVerdict {
  private static final String PREFIX = "[GNUPG:] ";
  private static final String NO_KEY = "9";
  private static final int NO_KEY_FIELD = 6;
  private static final int UNKNOWN_KEY_EXIT = 2;

  private final int exitCode;
  private final List<List<String[]>> signatures = new ArrayList<>();

  /** Reads status lines; those before the first signature belong to none. */
  GpgvVerdict(int exitCode, String status) {
    this.exitCode = exitCode;
    for (String line : status.split("\n", -1)) {
      if (line.startsWith(PREFIX)) {
        String[] words = line.substring(PREFIX.length()).split(" ", -1);
        if (words[0].equals("NEWSIG")) {
          signatures.add(new ArrayList<>());
        } else if (!signatures.isEmpty()) {
          signatures.get(signatures.size() - 1).add(words);
        }
      }
    }
  }

  /**
   * The reason to refuse the file; empty when one signature is good and by a key of the keyring,
   * and no signature is of a changed file. Signatures by other keys are ignored, because vendors
   * sign with two keys while they change them.
   */
  Optional<String> refusal(Set<String> keyring) {
    if (any("BADSIG")) {
      return Optional.of("the signature is not of this list: one of them was changed");
    }
    if (signatures.stream().noneMatch(signature -> isGood(signature, keyring))) {
      return Optional.of(whyNone());
    }
    boolean explained = exitCode == 0 || (exitCode == UNKNOWN_KEY_EXIT && hasUnknownKey());
    return explained ? Optional.empty() : Optional.of("gpgv ended with exit status " + exitCode);
  }

  private String whyNone() {
    if (any("EXPSIG") || any("EXPKEYSIG") || any("REVKEYSIG")) {
      return "the signature or its key has expired or was revoked";
    }
    return lines("NO_PUBKEY")
        .filter(words -> words.length > 1)
        .findFirst()
        .map(words -> "it is signed with the key " + words[1] + ", which is not in the keyring")
        .orElse("there is no signature in it that can be read and is of a key of the keyring");
  }

  private boolean any(String keyword) {
    return lines(keyword).findAny().isPresent();
  }

  private Stream<String[]> lines(String keyword) {
    return signatures.stream().flatMap(List::stream).filter(words -> words[0].equals(keyword));
  }

  private boolean hasUnknownKey() {
    return lines("ERRSIG")
        .anyMatch(words -> words.length > NO_KEY_FIELD && words[NO_KEY_FIELD].equals(NO_KEY));
  }

  private static boolean isGood(List<String[]> signature, Set<String> keyring) {
    List<String[]> valid = signature.stream().filter(words -> words[0].equals("VALIDSIG")).toList();
    return signature.stream().filter(words -> words[0].equals("GOODSIG")).count() == 1
        && valid.size() == 1
        && isOf(keyring, valid.get(0));
  }

  /** The first word of a VALIDSIG line is the signing key, the last one its primary key. */
  private static boolean isOf(Set<String> keyring, String[] valid) {
    return valid.length > 2
        && keyring.contains(valid[1])
        && keyring.contains(valid[valid.length - 1]);
  }
}
