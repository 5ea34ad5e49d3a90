package io.pim.cli.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.temporal.ServiceStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusTextTest {
  private static final ServiceStatus OWN = status(Optional.empty());
  private static final ServiceStatus SHARED = status(Optional.of("pim.example:7233"));

  private static ServiceStatus status(Optional<String> shared) {
    return new ServiceStatus(
        "1.0", shared, Optional.empty(), shared.isPresent(), Optional.empty(), Optional.empty());
  }

  private static String workerLine(ServiceStatus status, boolean withoutWorker) {
    StringWriter text = new StringWriter();
    new StatusText(new PrintWriter(text), Clock.systemUTC(), withoutWorker).print(status);
    return text.toString().lines().reduce((earlier, later) -> later).orElseThrow();
  }

  /** A build starts a worker for PIM's own service only. */
  @Test
  void saysWhatStartsAWorker() {
    assertTrue(workerLine(OWN, false).endsWith("or a build starts it"), workerLine(OWN, false));
    assertTrue(workerLine(SHARED, false).endsWith("builds do not"), workerLine(SHARED, false));
    assertEquals(workerLine(OWN, true), workerLine(SHARED, true));
  }
}
