package io.pim.e2e.chaos;

import io.pim.workflows.activity.ActivityLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** QEMU is stopped for longer than a heartbeat may be missing, as by a debugger or by swapping. */
record Standstill() implements Fault {
  private static final Duration LENGTH = ActivityLimits.HEARTBEAT.plusSeconds(5);

  @Override
  public String name() {
    return "sigstop";
  }

  @Override
  public boolean fits(Place place) {
    return place.hasMachine();
  }

  @Override
  public boolean endsMachine() {
    return false;
  }

  @Override
  public Instant strike(Scene scene) throws Exception {
    List<ProcessHandle> machines = scene.user().processes().machines();
    for (ProcessHandle machine : machines) {
      signal("STOP", machine);
    }
    Instant struck = Instant.now();
    // The time is the fault itself; PIM may end the machine in the meantime.
    TimeUnit.SECONDS.sleep(LENGTH.toSeconds());
    for (ProcessHandle machine : machines) {
      if (machine.isAlive()) {
        signal("CONT", machine);
      }
    }
    return struck;
  }

  private static void signal(String name, ProcessHandle process) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }
}
