package io.pim.cli.output;

/** How a list or a thing is shown. */
public enum OutputFormat {
  TEXT,
  JSON
}
