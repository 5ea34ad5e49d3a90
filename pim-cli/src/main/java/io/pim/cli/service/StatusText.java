package io.pim.cli.service;

import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.temporal.LocalService;
import io.pim.cli.temporal.ServiceStatus;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;

/** Prints a {@link ServiceStatus} for people. */
record StatusText(PrintWriter out, Clock clock, boolean withoutWorker) {
  /** Shows what is running, as JSON if requested. */
  static void show(CliContext context, LocalService service, OutputOption output) {
    ServiceStatus status = service.status();
    if (output.isJson()) {
      JsonOutput.print(context.out(), status);
    } else {
      new StatusText(context.out(), context.clock(), service.isWithoutWorker()).print(status);
    }
  }

  void print(ServiceStatus status) {
    if (status.shared()) {
      line("Temporal", status.address().orElse("") + ", shared; PIM neither starts nor stops it");
      line("", "namespace " + status.namespace().orElse(""));
    }
    if (status.server().isPresent()) {
      print(status.server().get());
    } else if (!status.shared()) {
      line("Temporal", "down; `pim up` or a build starts it");
    }
    if (status.worker().isPresent()) {
      print(status.worker().get());
    } else {
      line("Worker", noWorker(status.shared()));
    }
  }

  private String noWorker(boolean shared) {
    if (withoutWorker) {
      return "off; `pim up` starts it";
    }
    return shared
        ? "none of your own; `pim up` starts one, builds do not"
        : "down; `pim up` or a build starts it";
  }

  private void print(ServiceStatus.Server server) {
    String kind = server.inMemory() ? "in memory, loses its builds when it ends" : server.version();
    String health = server.answers() ? "" : ", does not answer";
    line("Temporal", "127.0.0.1:" + server.port() + health + " (" + kind + ")");
    line("", "pid " + server.pid() + " since " + time(server.since()));
    server.ui().ifPresent(url -> line("", "Web UI " + url));
    line("", "log " + server.log());
  }

  private void print(ServiceStatus.Worker worker) {
    String health = worker.ready() ? "" : ", does not accept work yet";
    String age = worker.current() ? "" : ", to be replaced at the next build";
    String host = worker.hostId().map(id -> "host " + id).orElse("host not known yet");
    line("Worker", host + health + " (PIM " + worker.version() + age + ")");
    line("", "pid " + worker.pid() + " since " + time(worker.since()));
    line("", "log " + worker.log());
  }

  private void line(String name, String text) {
    out.printf("%-9s %s%n", name, text);
  }

  private String time(Instant instant) {
    return ForPeople.time(instant) + " (" + ForPeople.ago(instant, clock.instant()) + ")";
  }
}
