package io.pim.e2e.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The steps of a build, from {@code pim build show -o json}. */
final class PimSteps {
  private final List<Span> spans;

  private PimSteps(List<Span> spans) {
    this.spans = spans;
  }

  private record Span(Phase phase, Instant begin, Instant end) {
    Duration length() {
      return Duration.between(begin, end);
    }

    /** The overlap of two spans. */
    Optional<Span> within(Span other) {
      Instant from = begin.isAfter(other.begin) ? begin : other.begin;
      Instant to = end.isBefore(other.end) ? end : other.end;
      return from.isBefore(to) ? Optional.of(new Span(phase, from, to)) : Optional.empty();
    }
  }

  static PimSteps of(JsonNode build) {
    List<Span> spans = new ArrayList<>();
    for (JsonNode step : build.path("steps")) {
      if (step.path("startedAt").isTextual() && step.path("endedAt").isTextual()) {
        spans.add(
            new Span(
                phase(step.path("kind").asText()),
                Instant.parse(step.path("startedAt").asText()),
                Instant.parse(step.path("endedAt").asText())));
      }
    }
    return new PimSteps(List.copyOf(spans));
  }

  private static Phase phase(String kind) {
    return switch (kind) {
      case "claim", "cache", "iso", "disk" -> Phase.PREPARE;
      case "install" -> Phase.INSTALL;
      case "boot", "ssh" -> Phase.BOOT;
      case "script" -> Phase.SCRIPTS;
      case "finalize" -> Phase.FINALIZE;
      case "shutdown" -> Phase.SHUTDOWN;
      case "flatten" -> Phase.FLATTEN;
      case "verify" -> Phase.VERIFY;
      default -> Phase.REST;
    };
  }

  /** The time of the steps in each phase; time outside all steps is the rest. */
  Map<Phase, Duration> phases(Duration total) {
    Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
    spans.forEach(span -> phases.merge(span.phase(), span.length(), Duration::plus));
    Duration other = total.minus(covered(spans));
    phases.merge(Phase.REST, other.isNegative() ? Duration.ZERO : other, Duration::plus);
    return phases;
  }

  /** The time in which a verification ran, but no other step. */
  Duration onlyVerifying() {
    Duration alone = Duration.ZERO;
    for (Span verify : spans) {
      if (verify.phase() == Phase.VERIFY) {
        List<Span> beside =
            spans.stream()
                .filter(span -> span.phase() != Phase.VERIFY)
                .flatMap(span -> span.within(verify).stream())
                .toList();
        alone = alone.plus(verify.length()).minus(covered(beside));
      }
    }
    return alone;
  }

  /** The length of the union of spans. */
  private static Duration covered(List<Span> spans) {
    Duration sum = Duration.ZERO;
    Instant until = Instant.MIN;
    for (Span span : spans.stream().sorted(Comparator.comparing(Span::begin)).toList()) {
      Instant from = span.begin().isAfter(until) ? span.begin() : until;
      if (from.isBefore(span.end())) {
        sum = sum.plus(Duration.between(from, span.end()));
        until = span.end();
      }
    }
    return sum;
  }
}
