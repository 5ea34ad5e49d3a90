package io.pim.cli.worker;

import io.pim.cli.client.HostRow;
import io.pim.cli.client.Hosts;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.SafeText;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.cli.temporal.ThisHost;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pim worker drain}. */
@Command(
    name = "drain",
    header = "Let a host finish its builds and take no new ones.",
    description = {
      "",
      "For maintenance: the host finishes the builds that it has. It stays drained over restarts, "
          + "until pim worker undrain. A host without a running worker is drained once its worker "
          + "starts.",
      "",
      "The wait continues through an outage of the service. Ctrl-C ends it, and the host stays "
          + "drained.",
      ""
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the host is drained or finishes its last builds",
      "1:the host does not report; it gets the order when its worker is back",
      "2:there is no such host"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim worker drain",
      "  pim worker drain mac-mini-3fa2c1 --wait && ssh mac-mini sudo shutdown -r now"
    })
final class WorkerDrainCommand implements Callable<Integer> {
  private final CliContext context;

  @Option(
      names = "--wait",
      description = "Wait until the host has no build, and no image to push to the store.")
  private boolean wait;

  @Mixin private HostParameter host;

  WorkerDrainCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    String here = ThisHost.usableId(context.folders());
    String id = host.or(here);
    return ServiceCall.on(
        context.temporal().startIfNeeded(), session -> drain(session, id, id.equals(here)));
  }

  private int drain(Session session, String id, boolean isHere) {
    HostOrders orders = new HostOrders(new Hosts(session.client(), context.clock()));
    HostRow row = orders.give(id, true, isHere);
    String builds = new HostBuilds(session.client()).running(row);
    if (wait && row.isHere() && row.isDrained() && !builds.isEmpty()) {
      say("waiting until host " + id + " has finished " + builds);
      DrainWait.Seen end =
          new DrainWait(() -> see(session, id), session, context.clock(), this::say).await();
      row = end.row();
      builds = end.builds();
    }
    PrintWriter out = context.out();
    switch (row.state()) {
      case DRAINED, DRAINING ->
          out.println(
              builds.isEmpty()
                  ? "host " + id + " is drained: it has no build, and takes none"
                  : "host " + id + " takes no new builds; it finishes " + builds);
      case READY, FULL ->
          // Somebody has undrained it meanwhile, or its worker hangs.
          throw Complaint.of(ExitStatus.FAILED, "Host " + id + " is not drained.")
              .because("it reports, and still takes builds")
              .advise("Run the command again; see pim worker list.")
              .failure();
      case GONE -> throw HostOrders.silent(row, context.clock().instant(), "follows it");
    }
    return ExitStatus.DONE;
  }

  private DrainWait.Seen see(Session session, String id) {
    HostRow row = HostParameter.known(new Hosts(session.client(), context.clock()), id);
    return new DrainWait.Seen(row, new HostBuilds(session.client()).running(row));
  }

  private void say(String line) {
    context.err().println(SafeText.line(line));
    context.err().flush();
  }
}
