package io.pim.cli.worker;

import io.pim.cli.client.HostRow;
import io.pim.cli.client.Hosts;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.temporal.TemporalAccess.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim worker list}. */
@Command(
    name = "list",
    header = "List the hosts that build, and what they do.",
    description = {
      "",
      "A host is listed from the first start of its worker on. It reports every few seconds; a "
          + "host without a worker is shown with its last report.",
      "",
      "ready: takes new builds. full: all VM slots are in use. draining: takes no new build and "
          + "finishes those it has. drained: has none. gone: does not report.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim worker list",
      "  pim worker list -o json | jq -r '.[] | select(.state == \"gone\").hostId'"
    })
final class WorkerListCommand implements Callable<Integer> {
  /** Hosts that disappeared without pim worker rm must not fill the list for ever. */
  private static final Duration LISTED_FOR = Duration.ofDays(30);

  private final CliContext context;

  @Option(names = "--all", description = "Also list hosts that were not seen for 30 days.")
  private boolean all;

  @Mixin private OutputOption output;

  WorkerListCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    return ServiceCall.on(context.temporal().open(), this::list);
  }

  private int list(Session session) {
    Instant now = context.clock().instant();
    List<HostRow> known = new Hosts(session.client(), context.clock()).list();
    List<HostRow> rows = known.stream().filter(row -> all || isListed(row, now)).toList();
    if (output.isJson()) {
      JsonOutput.print(context.out(), rows);
      return ExitStatus.DONE;
    }
    if (!rows.isEmpty()) {
      new HostView(now).table(rows).print(context.terminal());
    }
    int left = known.size() - rows.size();
    if (left > 0) {
      context
          .err()
          .println(
              ForPeople.count(left, "host")
                  + " not seen for "
                  + LISTED_FOR.toDays()
                  + " days left out; pim worker list --all shows them, pim worker rm removes them");
    } else if (rows.isEmpty()) {
      context.err().println("no hosts; a host is known once its worker has run: pim worker run");
    }
    return ExitStatus.DONE;
  }

  private static boolean isListed(HostRow row, Instant now) {
    return row.lastSeen().map(seen -> seen.isAfter(now.minus(LISTED_FOR))).orElse(true);
  }
}
