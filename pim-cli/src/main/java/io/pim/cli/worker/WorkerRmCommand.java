package io.pim.cli.worker;

import io.pim.cli.client.HostRow;
import io.pim.cli.client.Hosts;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ServiceCall;
import io.pim.cli.temporal.TemporalAccess.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pim worker rm}. */
@Command(
    name = "rm",
    aliases = "remove",
    header = "Remove a host from the list once it is gone.",
    description = {
      "",
      "Changes nothing on the host. If its worker starts again, the host is listed again.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {"  pim worker rm old-server-91c0de"})
final class WorkerRmCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(paramLabel = "HOST", description = "The host's id, as in pim worker list --all.")
  private String host;

  WorkerRmCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    return ServiceCall.on(context.temporal().open(), this::remove);
  }

  private int remove(Session session) {
    Hosts hosts = new Hosts(session.client(), context.clock());
    HostRow row = HostParameter.known(hosts, host);
    if (row.isHere()) {
      throw Complaint.of(ExitStatus.FAILED, "Host " + host + " is not gone.")
          .because("last seen: " + new HostView(context.clock().instant()).seen(row))
          .advise("Stop its worker first; to let it take no builds: pim worker drain " + host)
          .failure();
    }
    hosts.forget(host);
    context.out().println("removed host " + host);
    return ExitStatus.DONE;
  }
}
