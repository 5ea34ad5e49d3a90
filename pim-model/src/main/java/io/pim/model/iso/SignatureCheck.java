package io.pim.model.iso;

/** How PIM treats the signature of the list that contains an ISO's digest. */
public enum SignatureCheck {
  /** The catalog names no signature, or contains the digest itself. */
  NONE(""),
  /** The catalog names a signature but no keyring, so the list is used unchecked. */
  UNCHECKED("not checked"),
  /** The list is used only if its signature is good. */
  CHECKED("checked");

  private final String word;

  SignatureCheck(String word) {
    this.word = word;
  }

  /** For people; empty when there is no signature. */
  public String word() {
    return word;
  }
}
