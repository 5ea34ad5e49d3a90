package io.pim.e2e.chaos;

import io.pim.tools.qmp.QmpClient;
import io.pim.workflows.activity.ActivityLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The guest's network cable is pulled and, after more than a heartbeat, plugged in again. */
record NetworkDrop() implements Fault {
  private static final Duration LENGTH = ActivityLimits.HEARTBEAT.plusSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "network";
  }

  @Override
  public boolean fits(Place place) {
    return switch (place) {
      case SSH, SCRIPT, LAST_SCRIPT, FINALIZE, FINALIZE_KEYS -> true;
      default -> false;
    };
  }

  @Override
  public boolean endsMachine() {
    return false;
  }

  @Override
  public Instant strike(Scene scene) throws Exception {
    Path monitor = scene.user().pim().runtime().resolve(scene.build().id() + ".qmp");
    link(monitor, false);
    Instant struck = Instant.now();
    // The time is the fault itself.
    TimeUnit.SECONDS.sleep(LENGTH.toSeconds());
    link(monitor, true);
    return struck;
  }

  private static void link(Path monitor, boolean up) throws IOException {
    try (QmpClient client = QmpClient.connect(monitor, ANSWER)) {
      client.execute("set_link", Map.of("name", "net", "up", up), ANSWER);
    }
  }
}
