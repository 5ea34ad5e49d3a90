package io.pim.e2e.fleet;

import io.pim.e2e.chaos.Place;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The scene of {@code make fleet} that matters most, for every run of {@code make test}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShortFleetTest {
  private final FleetLab lab = new FleetLab(DevService::start, 0, "fleet-short", false);

  @AfterAll
  void end() throws Exception {
    lab.end();
  }

  @Test
  void aBuildContinuesWithoutItsHost() throws Exception {
    lab.run(new Disturbance(new HostFault.Loss(false), Place.SCRIPT));
  }
}
