package io.pim.cli.doctor;

import io.pim.cli.temporal.FoundServer;
import io.pim.cli.temporal.LocalServices;
import io.pim.model.config.TemporalSettings;
import java.util.Map;
import java.util.Optional;

/** The program of PIM's own Temporal server. */
record ServerProgramCheck(LocalServices services, TemporalSettings settings) implements Check {
  private static final Map<FoundServer.How, String> HOW =
      Map.of(
          FoundServer.How.CONFIGURED, "named in pim.yml",
          FoundServer.How.ON_PATH, "on PATH",
          FoundServer.How.OWN, "PIM's own copy");

  @Override
  public String subject() {
    return "Temporal server";
  }

  @Override
  public Finding look() throws InterruptedException {
    if (services.with(settings).shared().isPresent()) {
      return Finding.ok(subject(), "none needed: the service is shared");
    }
    Optional<FoundServer> found = services.serverProgram(settings);
    return found.isPresent()
        ? Finding.ok(subject(), found.get().program() + ", " + HOW.get(found.get().how()))
        : Finding.warn(
            subject(), "is not installed yet; the first start downloads or builds it", "pim up");
  }
}
