package io.pim.model.target;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The type of a target, which decides its settings and its driver. */
public enum TargetType {
  PROXMOX,
  AWS,
  UTM,
  DIRECTORY,
  LIBVIRT,
  OCI;

  /** The word in {@code targets.d}. */
  @JsonValue
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All words, in the order of the documentation. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(TargetType::id).toList();
  }

  public static Optional<TargetType> named(String id) {
    return Arrays.stream(values()).filter(type -> type.id().equals(id)).findFirst();
  }

  /**
   * The type of {@code id}.
   *
   * @throws IllegalArgumentException when there is none
   */
  @JsonCreator
  public static TargetType of(String id) {
    return named(id)
        .orElseThrow(() -> new IllegalArgumentException("unknown type of target: " + id));
  }

  @Override
  public String toString() {
    return id();
  }
}
