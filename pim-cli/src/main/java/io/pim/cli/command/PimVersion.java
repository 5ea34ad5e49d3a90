package io.pim.cli.command;

import io.pim.cli.service.DistributionInfo;
import picocli.CommandLine.IVersionProvider;

/** Version and build, as in bug reports. */
final class PimVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    DistributionInfo pim = DistributionInfo.current();
    String build = pim.buildId().isEmpty() ? "" : " (build " + pim.buildId() + ")";
    return new String[] {"pim " + pim.version() + build};
  }
}
