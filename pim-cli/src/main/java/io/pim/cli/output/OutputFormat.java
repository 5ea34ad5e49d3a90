package io.pim.cli.output;

/** The output format of a list or a thing. */
public enum OutputFormat {
  TEXT,
  JSON
}
