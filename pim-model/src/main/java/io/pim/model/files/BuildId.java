package io.pim.model.files;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.pim.model.unit.Architecture;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The build's name for people: {@code <profile>-<arch>-<yyyymmdd-hhmmss>}, in UTC. The build's
 * folder, sockets and virtual machine use it as well.
 */
public record BuildId(String text) {
  private static final Pattern PATTERN =
      Pattern.compile(
          "(?<workflow>[A-Za-z0-9][A-Za-z0-9._+-]*-(?:x86_64|arm64))-" + StartTime.PATTERN);

  public BuildId {
    Names.requirePlain(text);
    if (!PATTERN.matcher(text).matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a build id");
    }
  }

  @JsonCreator
  public static BuildId of(String text) {
    return new BuildId(text);
  }

  /** The id, if the text is one. */
  public static Optional<BuildId> tryParse(String text) {
    return PATTERN.matcher(text).matches() && Names.isPlain(text)
        ? Optional.of(new BuildId(text))
        : Optional.empty();
  }

  public static BuildId startedAt(String profile, Architecture architecture, Instant time) {
    return new BuildId(workflowId(profile, architecture) + "-" + StartTime.of(time));
  }

  /** The workflow id for a profile and architecture; it allows one build of the pair at a time. */
  public static String workflowId(String profile, Architecture architecture) {
    return profile + "-" + architecture;
  }

  /** The id of the workflow that this build is a run of. */
  public String workflowId() {
    Matcher matcher = PATTERN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalStateException(text);
    }
    return matcher.group("workflow");
  }

  /** The start time of the build as it is written in the id: {@code yyyymmdd-hhmmss}. */
  public String startText() {
    return StartTime.textIn(text);
  }

  /** The start time of the build, to the second; empty when the digits are not a valid time. */
  public Optional<Instant> time() {
    return StartTime.in(text);
  }

  @Override
  @JsonValue
  public String toString() {
    return text;
  }
}
