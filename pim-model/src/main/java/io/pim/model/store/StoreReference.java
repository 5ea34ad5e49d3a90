package io.pim.model.store;

import io.pim.model.files.BuildId;
import io.pim.model.files.Names;
import io.pim.model.unit.Architecture;
import java.util.Arrays;

/**
 * An image in the store as people name it: {@code PROFILE}, {@code PROFILE-ARCH}, either with
 * {@code :TAG}, or the id of a build.
 */
public record StoreReference(StoreLine line, StoreTag tag) {
  /**
   * Reads a reference.
   *
   * @param usual the architecture if the text names none
   * @throws IllegalArgumentException when the text is not a reference
   */
  public static StoreReference of(String text, Architecture usual) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    if (colon < 0 && BuildId.tryParse(name).isPresent()) {
      BuildId build = BuildId.of(name);
      return new StoreReference(line(build.workflowId(), usual), StoreTag.of(build));
    }
    StoreTag tag = colon < 0 ? StoreTag.LATEST : StoreTag.read(text.substring(colon + 1));
    return new StoreReference(line(name, usual), tag);
  }

  private static StoreLine line(String name, Architecture usual) {
    if (!Names.isPlain(name)) {
      throw new IllegalArgumentException("'" + name + "' is not the name of a profile");
    }
    return Arrays.stream(Architecture.values())
        .filter(its -> name.endsWith("-" + its.id()))
        .findFirst()
        .map(its -> new StoreLine(name.substring(0, name.length() - its.id().length() - 1), its))
        .orElseGet(() -> new StoreLine(name, usual));
  }

  @Override
  public String toString() {
    return line + ":" + tag;
  }
}
