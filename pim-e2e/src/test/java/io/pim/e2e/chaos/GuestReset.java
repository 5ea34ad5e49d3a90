package io.pim.e2e.chaos;

import io.pim.tools.qmp.QmpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A person presses the guest's reset button; unwritten data is lost. */
record GuestReset() implements Fault {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "reset";
  }

  @Override
  public boolean fits(Place place) {
    return switch (place) {
      case SCRIPT, LAST_SCRIPT, FINALIZE -> true;
      default -> false;
    };
  }

  @Override
  public boolean endsMachine() {
    return true;
  }

  @Override
  public boolean needsNobody() {
    return true;
  }

  @Override
  public Instant strike(Scene scene) throws Exception {
    Path monitor = scene.user().pim().runtime().resolve(scene.build().id() + ".qmp");
    try (QmpClient client = QmpClient.connect(monitor, ANSWER)) {
      client.execute("system_reset", Map.of(), ANSWER);
    }
    return Instant.now();
  }
}
