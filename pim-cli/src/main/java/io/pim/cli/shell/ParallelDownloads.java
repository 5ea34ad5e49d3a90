package io.pim.cli.shell;

/** The value of an option that takes the number of parallel downloads. */
public record ParallelDownloads(int count) {
  static final int MOST = 16;
}
