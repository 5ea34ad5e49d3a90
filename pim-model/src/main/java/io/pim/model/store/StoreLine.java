package io.pim.model.store;

import io.pim.model.files.BuildId;
import io.pim.model.files.Names;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Sha256;
import java.util.regex.Pattern;

/** The images of one profile and architecture, which share a repository of the store. */
public record StoreLine(String profile, Architecture architecture) {
  private static final Pattern REPOSITORY = Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*");
  private static final String HIDDEN = "pim-";
  private static final int DIGITS = 40;

  public StoreLine {
    Names.requirePlain(profile);
  }

  /** {@code PROFILE-ARCH}. */
  public String name() {
    return BuildId.workflowId(profile, architecture);
  }

  /** The repository's name below the store's project. Not every profile's name is valid in it. */
  public String repository() {
    return REPOSITORY.matcher(name()).matches()
        ? name()
        : HIDDEN + Sha256.ofText(name()).hex().substring(0, DIGITS);
  }

  @Override
  public String toString() {
    return name();
  }
}
