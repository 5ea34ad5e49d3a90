package io.pim.host.remote;

import io.pim.tools.oci.Traffic;

/** Counts the bytes between this host and the shared store, by what they belong to. */
@FunctionalInterface
public interface StoreTraffic {
  /** Counts nothing. */
  StoreTraffic UNCOUNTED = kind -> Traffic.UNCOUNTED;

  /** What bytes belong to. A description or a tag counts as a part of what it describes. */
  enum Kind {
    IMAGE,
    LAYER;

    private static final String LAYERS = "layers";

    /** The kind of what a repository below the store's project has. */
    static Kind of(String repository) {
      return repository.equals(LAYERS) ? LAYER : IMAGE;
    }
  }

  /** The counter of a kind. */
  Traffic of(Kind kind);
}
