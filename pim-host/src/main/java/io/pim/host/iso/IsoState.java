package io.pim.host.iso;

/** Whether an ISO is on this host, and how completely. */
public enum IsoState {
  MISSING("not downloaded"),
  PARTIAL("partly downloaded"),
  DOWNLOADED("not verified yet"),
  VERIFIED("verified"),
  MISMATCH("wrong checksum, set aside");

  private final String title;

  IsoState(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }
}
