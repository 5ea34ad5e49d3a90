package io.pim.host.remote;

import io.pim.tools.oci.Traffic;

/** Counts the bytes between this host and the shared store, by what they are part of. */
@FunctionalInterface
public interface StoreTraffic {
  /** Counts nothing. */
  StoreTraffic UNCOUNTED = kind -> Traffic.UNCOUNTED;

  /**
   * What bytes are part of. A description or a tag counts as part of the thing that it describes.
   */
  enum Kind {
    IMAGE,
    LAYER;

    private static final String LAYERS = "layers";

    /** The kind of thing in a repository below the store's project. */
    static Kind of(String repository) {
      return repository.equals(LAYERS) ? LAYER : IMAGE;
    }
  }

  /** The counter of a kind. */
  Traffic of(Kind kind);
}
