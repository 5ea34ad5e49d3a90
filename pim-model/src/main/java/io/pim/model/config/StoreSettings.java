package io.pim.model.config;

import io.pim.model.store.StoreAddress;
import io.pim.model.unit.ByteSize;
import java.util.List;
import java.util.Optional;

/**
 * The size limits of PIM's caches, and the shared store of images.
 *
 * @param layersLimit when layers exceed this size, the least recently used ones are removed
 * @param warm the limits for the memories of guests beside layers
 * @param shared the shared store; empty when this host has none
 */
public record StoreSettings(
    ByteSize layersLimit, WarmSettings warm, Optional<StoreAddress> shared) {
  static final String URL = "url";
  static final String PLAIN_HTTP = "plain_http";
  static final String CA_FILE = "ca_file";

  /** The settings of the shared store. */
  static final List<String> SHARED = List.of(URL, PLAIN_HTTP, CA_FILE);

  static final Rule<String> URL_RULE =
      Rules.TEXT.and(
          "must be a project of an OCI registry, without a login, such as"
              + " oci://registry.example.org/team",
          StoreAddress::isUrl);

  static StoreSettings of(ConfigMap store) {
    return new StoreSettings(
        store.require("layers_limit", Rules.DISK_SIZE),
        WarmSettings.of(store.section("warm")),
        store
            .get(URL, URL_RULE)
            .map(
                url ->
                    StoreAddress.of(
                        url,
                        store.get(PLAIN_HTTP, Rules.YES_NO).orElse(false),
                        store.get(CA_FILE, Rules.PATH))));
  }
}
