package io.pim.model.unit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a machine starts its boot loader. */
public enum Firmware {
  BIOS,
  UEFI;

  /** The name in configuration files and manifests. */
  @JsonValue
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The firmware of {@code id}.
   *
   * @throws IllegalArgumentException for any id other than {@code bios} and {@code uefi}
   */
  @JsonCreator
  public static Firmware of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return id();
  }
}
