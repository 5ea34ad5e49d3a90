package io.pim.cli.command;

import picocli.CommandLine.IVersionProvider;

/** The version of this PIM. */
final class PimVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"pim " + "0.1.0-SNAPSHOT"};
  }
}
