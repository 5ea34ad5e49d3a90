package io.pim.model.target;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a target is, and so which settings it has and which driver serves it. */
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

  /** All words, in the order in which documents list them. */
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
