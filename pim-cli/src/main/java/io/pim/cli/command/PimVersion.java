package io.pim.cli.command;

import io.pim.cli.service.DistributionInfo;
import picocli.CommandLine.IVersionProvider;

/** Version and build, as in bug reports. */
final class PimVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {DistributionInfo.current().headline()};
  }
}
