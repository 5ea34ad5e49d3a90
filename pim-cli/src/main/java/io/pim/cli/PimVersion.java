package io.pim.cli;

import io.pim.cli.temporal.DistributionInfo;
import picocli.CommandLine.IVersionProvider;

/** The version and build, as in bug reports. */
final class PimVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {DistributionInfo.current().headline()};
  }
}
