package io.pim.model.config;

import io.pim.model.files.Names;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.ListenAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules that several fields share. */
public final class Rules {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(s|m|h|d)?");
  private static final Pattern DIGITS = Pattern.compile("\\d+");
  private static final int MOST_DIGITS = 12;

  /**
   * Text on one line. Numbers count as text if YAML reads them as they are written; {@code 0123},
   * {@code yes} and {@code no} do not.
   */
  public static final Rule<String> TEXT =
      Rule.of(
              "must be text on one line, in quotes where YAML would read it otherwise",
              scalar -> text(scalar).filter(text -> text.lines().count() <= 1))
          .shaped(JsonShape.text());

  /** Text on any number of lines. */
  public static final Rule<String> BLOCK =
      Rule.of("must be text", Rules::text).shaped(JsonShape.text());

  /** Text that is not blank. */
  public static final Rule<String> WORDS =
      TEXT.and("must be text on one line, and not blank", text -> !text.isBlank());

  /** A plain name, which can be part of a file name. */
  public static final Rule<String> NAME =
      TEXT.and("must be a name of letters, digits and . _ + -", Names::isPlain);

  /** A size with its unit. A bare number is refused, because its unit would be a guess. */
  public static final Rule<ByteSize> SIZE =
      Rule.of("must be a size such as 20G", scalar -> size(scalar)).shaped(JsonShape.string());

  public static final Rule<ByteSize> DISK_SIZE =
      SIZE.and(SIZE.wording(), size -> size.compareTo(ByteSize.ofMebibytes(16)) >= 0);

  /** A bare number is a number of mebibytes. */
  public static final Rule<ByteSize> MEMORY =
      Rule.of(
              "must be a number of MiB such as 2048, or a size such as 2G, and at least 64M",
              scalar ->
                  memory(scalar).filter(size -> size.compareTo(ByteSize.ofMebibytes(64)) >= 0))
          .shaped(JsonShape.text());

  /** A bare number is a number of seconds. */
  public static final Rule<Duration> DURATION_TEXT =
      Rule.of(
              "must be a number of seconds, or a duration such as 90s, 30m or 2h, and more than 0",
              scalar -> text(scalar).flatMap(Rules::duration).filter(d -> !d.isZero()))
          .shaped(JsonShape.pattern(DURATION.pattern()));

  /** Longer than a worker takes to start again. */
  public static final Rule<Duration> HOST_TIMEOUT =
      DURATION_TEXT.and(
          "must be a duration such as 90s or 5m, of at least 10s",
          d -> d.compareTo(Duration.ofSeconds(10)) >= 0);

  /** An age. The unit is required, because a bare number could be meant as days. */
  public static final Rule<Duration> AGE =
      Rule.of(
              "must be a duration with its unit, such as 12h or 30d",
              scalar ->
                  text(scalar)
                      .filter(text -> !DIGITS.matcher(text).matches())
                      .flatMap(Rules::duration))
          .shaped(JsonShape.string());

  public static final Rule<Architecture> ARCHITECTURE =
      Rule.of("must be x86_64 or arm64", scalar -> text(scalar).flatMap(Architecture::named))
          .shaped(
              JsonShape.pattern("[xX]86_64|[aA][mM][dD]64|[aA][rR][mM]64|[aA][aA][rR][cC][hH]64"));

  public static final Rule<Firmware> FIRMWARE =
      Rule.of(
              "must be bios or uefi",
              scalar -> text(scalar).filter(Set.of("bios", "uefi")::contains).map(Firmware::of))
          .shaped(JsonShape.words("bios", "uefi"));

  /** How an image's file is compressed. */
  public static final Rule<Compression> COMPRESSION =
      Rule.of("must be zstd, zlib or none", scalar -> text(scalar).flatMap(Compression::named))
          .shaped(JsonShape.words("zstd", "zlib", "none"));

  /** How many processors a machine has. */
  public static final Rule<Integer> CPUS = integer(1, 256);

  public static final Rule<Integer> PORT = integer(1, 65535);

  /** A port to listen on; 0 means any free port. */
  public static final Rule<Integer> LISTEN_PORT = integer(0, 65535);

  /** An address to listen on. */
  public static final Rule<ListenAddress> LISTEN_ADDRESS =
      Rule.of(
              "must be a port, or HOST:PORT such as 127.0.0.1:9464",
              scalar -> text(scalar).flatMap(ListenAddress::tryParse))
          .shaped(JsonShape.text());

  /** URLs appear in plans, lists and manifests, so a URL must not contain a login. */
  public static final Rule<String> URL = new UrlRule();

  public static final Rule<Boolean> YES_NO =
      Rule.of(
              "must be true or false",
              scalar -> scalar.value() instanceof Boolean yes ? Optional.of(yes) : Optional.empty())
          .shaped(JsonShape.yesNo());

  /** A path that does not depend on the working directory. */
  public static final Rule<String> PATH =
      matching(
          "must be an absolute path, or one that starts with ~/", "(?:/|~/)[^\\x00-\\x1f\\x7f]*");

  private Rules() {}

  /** A whole number between {@code min} and {@code max}, both included. */
  public static Rule<Integer> integer(int min, int max) {
    return integer("must be a whole number from " + min + " to " + max, min, max);
  }

  /** A whole number without an upper bound of its own. */
  public static Rule<Integer> atLeast(int min) {
    return integer("must be a whole number, at least " + min, min, Integer.MAX_VALUE);
  }

  private static Rule<Integer> integer(String wording, int min, int max) {
    return Rule.of(
            wording,
            scalar ->
                Optional.ofNullable(scalar.value())
                    .filter(Long.class::isInstance)
                    .map(Long.class::cast)
                    .filter(n -> n >= min && n <= max)
                    .map(Math::toIntExact))
        .shaped(JsonShape.integer(min, max));
  }

  /** One of a few words. */
  public static Rule<String> oneOf(String... words) {
    Set<String> allowed = Set.of(words);
    return TEXT.and("must be one of " + String.join(", ", words), allowed::contains)
        .shaped(JsonShape.words((Object[]) words));
  }

  /** Text that matches a pattern. */
  public static Rule<String> matching(String wording, String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return TEXT.and(wording, text -> compiled.matcher(text).matches())
        .shaped(JsonShape.pattern(pattern));
  }

  private static Optional<String> text(ConfigScalar scalar) {
    return scalar.isNull() || scalar.value() instanceof Boolean || scalar.changesItsLook()
        ? Optional.empty()
        : Optional.of(scalar.text());
  }

  private static Optional<ByteSize> size(ConfigScalar scalar) {
    try {
      return text(scalar).filter(text -> !DIGITS.matcher(text).matches()).map(ByteSize::parse);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<ByteSize> memory(ConfigScalar scalar) {
    return text(scalar).filter(DIGITS.asMatchPredicate()).isPresent()
        ? Optional.of(scalar.text())
            .filter(text -> text.length() <= MOST_DIGITS)
            .map(Long::parseLong)
            .filter(n -> n > 0)
            .map(ByteSize::ofMebibytes)
        : size(scalar);
  }

  /** Reads a duration: {@code 90s}, {@code 30m}, {@code 7d}, or a bare number of seconds. */
  public static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    String unit = Optional.ofNullable(matcher.group(2)).orElse("s");
    return Optional.of(
        switch (unit) {
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          case "d" -> Duration.ofDays(number);
          default -> Duration.ofSeconds(number);
        });
  }
}
