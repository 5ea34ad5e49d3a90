package io.pim.cli.vm;

import io.pim.model.files.VmName;
import picocli.CommandLine.Parameters;

/** The parameter that names the machine. */
final class VmParameter {
  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "The VM's name, as shown by pim vm list.")
  private VmName name;

  VmName name() {
    return name;
  }
}
