package io.pim.model.deploy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The steps of a deployment. Their order here is the order in which they run, except that a removal
 * is recorded last ({@link #of}).
 */
public enum DeployStep {
  RESOLVE("find the image"),
  CHECK("check the target"),
  CONVERT("convert the image"),
  UPLOAD("upload"),
  CREATE("create aside"),
  TRY("try it"),
  SWITCH("switch to it"),
  RECORD("record"),
  PRUNE("remove older ones"),

  /** A step that only a newer PIM knows; it can be shown, but not run. */
  UNKNOWN("not known to this PIM");

  private final String title;

  DeployStep(String title) {
    this.title = title;
  }

  /** The steps of an act, in order. */
  public static List<DeployStep> of(DeployAct act, boolean trial) {
    return switch (act) {
      case DEPLOY ->
          Arrays.stream(values())
              .filter(step -> step != UNKNOWN && (trial || step != TRY))
              .toList();
      case ROLLBACK -> List.of(CHECK, SWITCH, RECORD);
      case REMOVE -> List.of(CHECK, PRUNE, RECORD);
    };
  }

  /** Parses a name from JSON. */
  @JsonCreator
  public static DeployStep named(String name) {
    return Arrays.stream(values())
        .filter(step -> step.id().equals(name))
        .findFirst()
        .orElse(UNKNOWN);
  }

  /** The name for people and in JSON, lower case. */
  @JsonValue
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A short description, lower case. */
  public String title() {
    return title;
  }

  /** Whether users of the target may see the step's effect. */
  public boolean isSeenByUsers() {
    return switch (this) {
      case SWITCH, RECORD, PRUNE -> true;
      case RESOLVE, CHECK, CONVERT, UPLOAD, CREATE, TRY, UNKNOWN -> false;
    };
  }
}
