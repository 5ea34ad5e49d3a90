package io.pim.cli.command;

import io.pim.cli.service.ServiceStatus;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Prints a {@link ServiceStatus} for people. */
record StatusText(PrintWriter out) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  void print(ServiceStatus status) {
    if (status.shared()) {
      line("Temporal", status.address().orElse("") + ", shared; not PIM's to start or stop");
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
      line("Worker", "down; `pim up` or a build starts it");
    }
  }

  private void print(ServiceStatus.Server server) {
    String kind = server.inMemory() ? "in memory, forgets builds when it ends" : server.version();
    String health = server.answers() ? "" : ", does not answer";
    line("Temporal", "127.0.0.1:" + server.port() + health + " (" + kind + ")");
    line("", "pid " + server.pid() + " since " + time(server.since()));
    server.ui().ifPresent(url -> line("", "Web UI " + url));
    line("", "log " + server.log());
  }

  private void print(ServiceStatus.Worker worker) {
    String health = worker.ready() ? "" : ", takes no work yet";
    String age = worker.current() ? "" : ", to be replaced at the next build";
    String host = worker.hostId().map(id -> "host " + id).orElse("host not known yet");
    line("Worker", host + health + " (PIM " + worker.version() + age + ")");
    line("", "pid " + worker.pid() + " since " + time(worker.since()));
    line("", "log " + worker.log());
  }

  private void line(String name, String text) {
    out.printf("%-9s %s%n", name, text);
  }

  private static String time(Instant instant) {
    return TIME.format(instant);
  }
}
