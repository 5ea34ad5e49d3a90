package io.pim.cli.worker;

import io.pim.cli.client.HostRow;
import io.pim.cli.client.Hosts;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.temporal.TemporalAccess.Session;
import io.pim.cli.temporal.ThisHost;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim worker undrain}. */
@Command(
    name = "undrain",
    header = "Let a drained host take builds again.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the host takes builds",
      "1:the host does not report; it gets the order when its worker is back",
      "2:there is no such host"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  pim worker undrain", "  pim worker undrain mac-mini-3fa2c1"})
final class WorkerUndrainCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private HostParameter host;

  WorkerUndrainCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    String here = ThisHost.usableId(context.folders());
    String id = host.or(here);
    return ServiceCall.on(
        context.temporal().startIfNeeded(), session -> undrain(session, id, id.equals(here)));
  }

  private int undrain(Session session, String id, boolean isHere) {
    HostOrders orders = new HostOrders(new Hosts(session.client(), context.clock()));
    HostRow row = orders.give(id, false, isHere);
    if (!row.isHere()) {
      throw HostOrders.silent(row, context.clock().instant(), "takes builds");
    }
    if (row.isDrained()) {
      throw Complaint.of(ExitStatus.FAILED, "Host " + id + " is still drained.")
          .because("it reports, and takes no builds")
          .advise("Run the command again; see pim worker list.")
          .failure();
    }
    context.out().println("host " + id + " takes builds");
    return ExitStatus.DONE;
  }
}
