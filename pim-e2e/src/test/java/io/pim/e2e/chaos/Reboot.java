package io.pim.e2e.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The machine reboots: all processes of the user end, and their runtime folder is emptied. */
record Reboot() implements Fault {
  @Override
  public String name() {
    return "reboot";
  }

  @Override
  public boolean fits(Place place) {
    return true;
  }

  @Override
  public boolean endsMachine() {
    return true;
  }

  @Override
  public Instant strike(Scene scene) throws Exception {
    List<ProcessHandle> all = new ArrayList<>();
    for (Kill kill : List.of(Kill.worker(), Kill.machine(), Kill.server(), Kill.cli())) {
      all.addAll(kill.victims().in(scene));
    }
    all.forEach(ProcessHandle::destroyForcibly);
    Instant struck = Instant.now();
    for (ProcessHandle process : all) {
      process.onExit().join();
    }
    // For a machine that was starting when its worker died.
    scene.user().processes().strays().forEach(ProcessHandle::destroyForcibly);
    empty(scene.user().pim().runtime());
    return struck;
  }

  private static void empty(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> tree = Files.walk(folder)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }
}
