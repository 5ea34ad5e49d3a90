package io.pim.model.files;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The time at the end of the ids of builds and deployments: {@code yyyymmdd-hhmmss}, in UTC. */
final class StartTime {
  static final String PATTERN = "\\d{8}-\\d{6}";
  private static final int LETTERS = "yyyymmdd-hhmmss".length();
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private StartTime() {}

  static String of(Instant time) {
    return FORMAT.format(time);
  }

  /** The time in an id, as it is written there. */
  static String textIn(String id) {
    return id.substring(id.length() - LETTERS);
  }

  /** The time in an id, to the second; empty when the digits are not a valid time. */
  static Optional<Instant> in(String id) {
    try {
      return Optional.of(FORMAT.parse(textIn(id), Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
