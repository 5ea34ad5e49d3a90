package io.pim.model.target;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The format of a disk on a target. */
public enum DiskFormat {
  QCOW2,
  RAW;

  /** QEMU's name. */
  @JsonValue
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<DiskFormat> named(String id) {
    return Arrays.stream(values()).filter(format -> format.id().equals(id)).findFirst();
  }

  @JsonCreator
  public static DiskFormat of(String id) {
    return named(id).orElseThrow(() -> new IllegalArgumentException("unknown disk format: " + id));
  }

  @Override
  public String toString() {
    return id();
  }
}
