package io.pim.model.files;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.pim.model.unit.Architecture;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a deployment: {@code <profile>-<arch>-to-<target>-<yyyymmdd-hhmmss>}, in UTC. It
 * names the deployment's folder and everything that the deployment makes on its target.
 */
public record DeploymentId(String text) {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._+-]*";
  private static final Pattern PATTERN =
      Pattern.compile(
          "(?<profile>"
              + NAME
              + ")-(?<arch>x86_64|arm64)-to-(?<target>"
              + NAME
              + ")-"
              + StartTime.PATTERN);

  public DeploymentId {
    Names.requirePlain(text);
    if (!PATTERN.matcher(text).matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a deployment id");
    }
  }

  @JsonCreator
  public static DeploymentId of(String text) {
    return new DeploymentId(text);
  }

  /** The id, if the text is one. */
  public static Optional<DeploymentId> tryParse(String text) {
    return PATTERN.matcher(text).matches() && Names.isPlain(text)
        ? Optional.of(new DeploymentId(text))
        : Optional.empty();
  }

  /**
   * A new deployment.
   *
   * @throws IllegalArgumentException when the names are too long together, or the target's name
   *     could be taken for the end of a profile's
   */
  public static DeploymentId startedAt(
      String profile, Architecture architecture, String target, Instant time) {
    DeploymentId id =
        new DeploymentId(
            profile + "-" + architecture.id() + "-to-" + target + "-" + StartTime.of(time));
    if (!id.target().equals(target)) {
      throw new IllegalArgumentException(
          "'" + target + "' cannot be a target's name: it contains '-<architecture>-to-'");
    }
    return id;
  }

  /**
   * The workflow id for a target, profile and architecture; it allows one deployment of the three
   * at a time. Names contain no colons, so no build and no other deployment has this id.
   */
  public static String workflowId(String profile, Architecture architecture, String target) {
    return "deploy:" + target + ":" + BuildId.workflowId(profile, architecture);
  }

  /** The id of the workflow that this deployment is a run of. */
  public String workflowId() {
    return workflowId(profile(), architecture(), target());
  }

  /** The start time as it is written in the id: {@code yyyymmdd-hhmmss}. */
  public String timeText() {
    return StartTime.textIn(text);
  }

  public String profile() {
    return part("profile");
  }

  public Architecture architecture() {
    return Architecture.of(part("arch"));
  }

  public String target() {
    return part("target");
  }

  /**
   * The start time of the deployment, to the second; empty when the digits are not a valid time.
   */
  public Optional<Instant> time() {
    return StartTime.in(text);
  }

  private String part(String name) {
    Matcher matcher = PATTERN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalStateException(text);
    }
    return matcher.group(name);
  }

  @Override
  @JsonValue
  public String toString() {
    return text;
  }
}
