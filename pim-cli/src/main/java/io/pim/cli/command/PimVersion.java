package io.pim.cli.command;

import io.pim.cli.service.DistributionInfo;
import picocli.CommandLine.IVersionProvider;

/** Version and build, as in bug reports. */
final class PimVersion implements IVersionProvider {
  private static final int SHOWN_DIGITS = 12;

  @Override
  public String[] getVersion() {
    DistributionInfo pim = DistributionInfo.current();
    String id = pim.buildId().substring(0, Math.min(SHOWN_DIGITS, pim.buildId().length()));
    String build = id.isEmpty() ? "" : " (build " + id + ")";
    return new String[] {"pim " + pim.version() + build};
  }
}
