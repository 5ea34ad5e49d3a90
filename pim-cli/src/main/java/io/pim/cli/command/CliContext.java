package io.pim.cli.command;

import io.pim.cli.service.DistributionInfo;
import io.pim.cli.service.LocalService;
import io.pim.cli.service.LocalServices;
import io.pim.cli.service.ServiceSettings;
import io.pim.model.files.PimFolders;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What commands know of the process they run in.
 *
 * @param environment as from {@link System#getenv()}
 * @param out for results, which other programs may read
 * @param err for everything that is said on the way to them
 */
public record CliContext(
    Map<String, String> environment, PimFolders folders, PrintStream out, PrintStream err) {

  /** The context of this very process. */
  public static CliContext current() {
    Path home = Path.of(System.getProperty("user.home"));
    PimFolders folders = PimFolders.of(System.getenv(), home, Path.of(""));
    return new CliContext(System.getenv(), folders, System.out, System.err);
  }

  /** The service on this host; what it does on the way is said on standard error. */
  public LocalService service() {
    return new LocalServices(folders, environment, DistributionInfo.current(), err::println)
        .with(ServiceSettings.none());
  }
}
