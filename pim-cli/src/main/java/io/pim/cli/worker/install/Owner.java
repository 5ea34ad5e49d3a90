package io.pim.cli.worker.install;

/** The owner of a file, by names. */
public record Owner(String user, String group) {
  static final Owner ROOT = new Owner("root", "root");

  @Override
  public String toString() {
    return user + ":" + group;
  }
}
