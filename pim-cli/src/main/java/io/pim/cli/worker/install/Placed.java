package io.pim.cli.worker.install;

import java.io.IOException;
import java.util.List;

/** A change of a file that may exist already. */
interface Placed extends Step {
  /** The reasons why an existing file cannot be kept or changed; empty if it can. */
  List<String> conflicts() throws IOException;
}
