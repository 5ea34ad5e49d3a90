package io.pim.model.store;

import io.pim.model.files.BuildId;
import java.util.regex.Pattern;

/**
 * A tag of an image in the store: its build's time, {@code latest}, or a channel that people move,
 * such as {@code stable}.
 */
public record StoreTag(String text) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
  private static final Pattern BUILD = Pattern.compile("\\d{8}-\\d{6}");

  /** The tag that follows the newest image. */
  public static final StoreTag LATEST = new StoreTag("latest");

  public StoreTag {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("'" + text + "' cannot be a tag");
    }
  }

  /** The tag that an image keeps for ever. */
  public static StoreTag of(BuildId build) {
    return new StoreTag(build.startText());
  }

  /** A tag as people write it: the id of a build stands for its own tag. */
  public static StoreTag read(String text) {
    return BuildId.tryParse(text).map(StoreTag::of).orElseGet(() -> new StoreTag(text));
  }

  public boolean isOfBuild() {
    return BUILD.matcher(text).matches();
  }

  /** Whether people may move it. */
  public boolean isChannel() {
    return !isOfBuild() && !equals(LATEST);
  }

  @Override
  public String toString() {
    return text;
  }
}
