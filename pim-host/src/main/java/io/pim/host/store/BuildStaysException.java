package io.pim.host.store;

import io.pim.model.files.BuildId;
import java.util.Optional;

/** The reason why the folder of a build named by a person is not removed. */
public final class BuildStaysException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient BuildId build;
  private final Reason reason;

  /** The possible reasons. */
  public enum Reason {
    NOT_THERE,
    UNFINISHED,
    HAS_IMAGE;

    static Optional<Reason> of(BuildId build, boolean isThere, StoreNeeds needs) {
      if (needs.unfinished().contains(build)) {
        return Optional.of(UNFINISHED);
      }
      if (!isThere) {
        return Optional.of(NOT_THERE);
      }
      return needs.withImage().contains(build) ? Optional.of(HAS_IMAGE) : Optional.empty();
    }
  }

  BuildStaysException(BuildId build, Reason reason) {
    super(build + " stays: " + reason);
    this.build = build;
    this.reason = reason;
  }

  public BuildId build() {
    return build;
  }

  public Reason reason() {
    return reason;
  }
}
