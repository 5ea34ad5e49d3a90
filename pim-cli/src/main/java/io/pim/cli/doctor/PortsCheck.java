package io.pim.cli.doctor;

import io.pim.cli.temporal.LocalService;
import io.pim.cli.temporal.Ports;
import io.pim.cli.temporal.ServiceStatus;
import io.pim.model.config.TemporalSettings;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the ports for PIM's own Temporal server are free on loopback. */
record PortsCheck(LocalService service, TemporalSettings settings) implements Check {
  @Override
  public String subject() {
    return "Ports";
  }

  @Override
  public Finding look() {
    ServiceStatus status = service.status();
    if (status.shared()) {
      return Finding.ok(subject(), "none needed: the Temporal service is shared");
    }
    if (status.server().isPresent()) {
      ServiceStatus.Server server = status.server().get();
      String ui = server.ui().map(url -> ", Web UI " + url).orElse("");
      return Finding.ok(subject(), server.port() + ", used by PIM's own server" + ui);
    }
    List<Integer> taken =
        Stream.of(settings.port(), settings.uiPort()).filter(p -> !Ports.isFree(p)).toList();
    return taken.isEmpty()
        ? Finding.ok(subject(), settings.port() + " and " + settings.uiPort() + " are free")
        : Finding.warn(
            subject(),
            taken.stream().map(String::valueOf).collect(Collectors.joining(" and "))
                + (taken.size() == 1 ? " is" : " are")
                + " in use by another program; PIM would use other ports",
            "to keep the same ports, set temporal.port and temporal.ui_port in pim.yml");
  }
}
