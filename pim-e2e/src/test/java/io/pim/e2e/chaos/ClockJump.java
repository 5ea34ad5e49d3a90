package io.pim.e2e.chaos;

import io.pim.e2e.PimUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The worker's clock, and that of the machines it starts then, jumps ahead by an hour. */
record ClockJump() implements Fault {
  /** Of Debian's package libfaketime. */
  private static final Path LIBRARY =
      Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public boolean fits(Place place) {
    return switch (place) {
      case INSTALL, SSH, SCRIPT, SHUTDOWN, FLATTEN, VERIFY -> true;
      default -> false;
    };
  }

  @Override
  public boolean endsMachine() {
    return false;
  }

  @Override
  public Optional<String> obstacle() {
    return Files.exists(LIBRARY)
        ? Optional.empty()
        : Optional.of(LIBRARY + " is not there: apt-get install faketime");
  }

  /** Has the worker start under the library; the server, a Go program, keeps the true time. */
  @Override
  public void prepare(ChaosUser user) throws Exception {
    set(user, "+0");
    restart(
        user,
        Map.of(
            "LD_PRELOAD", LIBRARY.toString(),
            "FAKETIME_TIMESTAMP_FILE", clock(user.pim()).toString(),
            "FAKETIME_CACHE_DURATION", "1",
            "FAKETIME_DONT_FAKE_MONOTONIC", "1",
            "NO_FAKE_STAT", "1"));
    user.pim().variables(Map.of());
  }

  @Override
  public void settle(ChaosUser user) throws Exception {
    restart(user, Map.of());
  }

  @Override
  public Instant strike(Scene scene) throws Exception {
    set(scene.user(), "+3600");
    return Instant.now();
  }

  private static void restart(ChaosUser user, Map<String, String> variables) throws Exception {
    user.pim().pim("down").exits(0);
    user.pim().variables(variables);
    user.pim().pim("up").exits(0);
  }

  private static void set(ChaosUser user, String offset) throws IOException {
    Files.writeString(clock(user.pim()), offset + "\n");
  }

  private static Path clock(PimUser user) {
    return user.home().resolve("clock");
  }
}
