package io.pim.tools.qemu;

import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Remembers which accelerators work, so that a build need not test them again. */
public final class AcceleratorMemory {
  private final Path file;
  private final Clock clock;

  /**
   * @param file {@link io.pim.model.files.PimFolders#accelerators()}
   */
  public AcceleratorMemory(Path file) {
    this(file, Clock.systemUTC());
  }

  AcceleratorMemory(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  String key(Path kernel, QemuSystem system, String host) {
    try {
      String digest = Sha256.ofFile(kernel).hex();
      return Sha256.ofText(
              String.join("|", digest, system.binary().toString(), system.version(), host))
          .hex();
    } catch (IOException e) {
      throw HostFailures.of(e, "the kernel cannot be read", kernel);
    }
  }

  Optional<AcceleratorChoice> recall(String key) {
    return Optional.ofNullable(load().answers().get(key)).filter(this::holds).map(Answer::choice);
  }

  /**
   * Keeps an answer. When two workers write at once, one answer may be lost; it is then determined
   * again.
   *
   * @param holdsFor how long the answer is valid; empty when it does not change by itself
   */
  void keep(String key, AcceleratorChoice choice, Optional<Duration> holdsFor) {
    Map<String, Answer> answers = new TreeMap<>(load().answers());
    answers.put(key, new Answer(choice, clock.instant(), holdsFor));
    try {
      Json.write(file, new Known(answers));
    } catch (IOException e) {
      throw HostFailures.of(e, "the results of testing accelerators cannot be saved", file);
    }
  }

  /**
   * Whether an answer is still valid by the wall clock. If the clock was set back, the age is
   * unknown and the answer is invalid.
   */
  private boolean holds(Answer answer) {
    Instant now = clock.instant();
    return answer.holdsFor().isEmpty()
        || (!now.isBefore(answer.seenAt())
            && now.isBefore(answer.seenAt().plus(answer.holdsFor().get())));
  }

  private Known load() {
    if (!Files.exists(file)) {
      return new Known(Map.of());
    }
    try {
      return Json.read(file, Known.class);
    } catch (IOException e) {
      // An unreadable cache, or one of an older PIM, counts as empty.
      return new Known(Map.of());
    }
  }

  private record Answer(AcceleratorChoice choice, Instant seenAt, Optional<Duration> holdsFor) {}

  private record Known(Map<String, Answer> answers) {}
}
