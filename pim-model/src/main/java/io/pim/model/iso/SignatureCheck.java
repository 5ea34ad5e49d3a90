package io.pim.model.iso;

/** What becomes of the signature of the list that has an ISO's digest. */
public enum SignatureCheck {
  /** The catalog names no signature, or has the digest itself. */
  NONE(""),
  /** It names a signature, but no keyring: the list is taken as it comes. */
  UNCHECKED("not checked"),
  /** The list is used only with a good signature. */
  CHECKED("checked");

  private final String word;

  SignatureCheck(String word) {
    this.word = word;
  }

  /** For people; empty where there is no signature. */
  public String word() {
    return word;
  }
}
