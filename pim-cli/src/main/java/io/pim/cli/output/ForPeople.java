package io.pim.cli.output;

import io.pim.model.unit.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Writes amounts and times the way people read them. */
public final class ForPeople {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  private ForPeople() {}

  /** {@code 0.4s}, {@code 12s}, {@code 3m05s}, {@code 2h14m}. */
  public static String duration(Duration duration) {
    Duration shown = duration.isNegative() ? Duration.ZERO : duration;
    long seconds = shown.toSeconds();
    if (seconds < 10) {
      return seconds + "." + shown.toMillisPart() / 100 + "s";
    }
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return "%dm%02ds".formatted(shown.toMinutes(), shown.toSecondsPart());
    }
    return "%dh%02dm".formatted(shown.toHours(), shown.toMinutesPart());
  }

  /** A number of bytes, such as {@code 1.4G}. */
  public static String size(long bytes) {
    return bytes <= 0 ? "0B" : new ByteSize(bytes).rounded();
  }

  /** A point in time on the clock of the person's own zone. */
  public static String time(Instant time) {
    return TIME.withZone(ZoneId.systemDefault()).format(time);
  }

  /** How long ago: {@code just now}, {@code 3 min ago}, {@code 5 h ago}, {@code 12 days ago}. */
  public static String ago(Instant time, Instant now) {
    Duration passed = Duration.between(time, now);
    if (passed.toMinutes() < 1) {
      return "just now";
    }
    if (passed.toHours() < 1) {
      return passed.toMinutes() + " min ago";
    }
    return passed.toDays() < 2 ? passed.toHours() + " h ago" : passed.toDays() + " days ago";
  }

  /** {@code 1 build}, {@code 3 builds}. */
  public static String count(long number, String singular) {
    return number + " " + singular + (number == 1 ? "" : "s");
  }
}
