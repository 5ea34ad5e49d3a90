package io.pim.e2e.chaos;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/**
 * {@code kill -9}.
 *
 * @param victims finds the processes to kill
 */
record Kill(String name, Victims victims, Predicate<Place> places, boolean endsMachine)
    implements Fault {

  /** Finds processes. */
  interface Victims {
    List<ProcessHandle> in(Scene scene) throws Exception;
  }

  static Kill worker() {
    return new Kill(
        "worker", s -> s.user().processes().worker().stream().toList(), place -> true, false);
  }

  static Kill server() {
    return new Kill(
        "server", s -> s.user().processes().server().stream().toList(), place -> true, false);
  }

  static Kill machine() {
    return new Kill("qemu", s -> s.user().processes().machines(), Place::hasMachine, true);
  }

  static Kill cli() {
    return new Kill("cli", s -> List.of(s.build().cli().toHandle()), place -> true, false);
  }

  @Override
  public boolean fits(Place place) {
    return places.test(place);
  }

  @Override
  public Instant strike(Scene scene) throws Exception {
    victims.in(scene).forEach(ProcessHandle::destroyForcibly);
    return Instant.now();
  }
}
