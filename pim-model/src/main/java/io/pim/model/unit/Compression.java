package io.pim.model.unit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How the clusters of an image's file are compressed. */
public enum Compression {
  /** Small and fast. Reading it needs QEMU 5.1 or later, built with zstd. */
  ZSTD,
  /** Every reader of qcow2 supports it; writing is several times slower. */
  ZLIB,
  NONE;

  /** The name in configuration files, manifests and qemu-img's options. */
  @JsonValue
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The compression of {@code id}; empty for one that this PIM does not know. */
  public static Optional<Compression> named(String id) {
    return Arrays.stream(values()).filter(its -> its.id().equals(id)).findFirst();
  }

  /**
   * The compression of {@code id}.
   *
   * @throws IllegalArgumentException for one that this PIM does not know
   */
  @JsonCreator
  public static Compression of(String id) {
    return named(id).orElseThrow(() -> new IllegalArgumentException("no compression: " + id));
  }

  @Override
  public String toString() {
    return id();
  }
}
