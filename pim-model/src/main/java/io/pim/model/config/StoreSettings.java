package io.pim.model.config;

import io.pim.model.store.StoreAddress;
import io.pim.model.unit.ByteSize;
import java.util.List;
import java.util.Optional;

/**
 * The size limits of PIM's caches, and the shared store of images.
 *
 * @param layersLimit when layers exceed this size, the least recently used ones are removed
 * @param warm the limits for warm checkpoints
 * @param shared the shared store; empty when this host has none
 * @param pushLayers whether builds push their layers to the shared store as well
 */
public record StoreSettings(
    ByteSize layersLimit, WarmSettings warm, Optional<StoreAddress> shared, boolean pushLayers) {
  static final String URL = "url";
  static final String PLAIN_HTTP = "plain_http";
  static final String CA_FILE = "ca_file";
  static final String LAYERS = "layers";
  private static final String PUSH = "push";

  /** The settings of the shared store. */
  static final List<String> SHARED = List.of(URL, PLAIN_HTTP, CA_FILE, LAYERS);

  static final Rule<String> URL_RULE =
      Rules.TEXT.and(
          "must be a project of an OCI registry, without a login, such as"
              + " oci://registry.example.org/team",
          StoreAddress::isUrl);

  /** Where layers are kept: on their host alone, or in the shared store as well. */
  static final Rule<String> LAYERS_RULE = Rules.oneOf("local", PUSH);

  /** Reports settings that are valid alone but contradict each other. */
  static void check(ConfigMap store, Problems problems) {
    if (pushesLayers(store) && store.get(URL).isEmpty()) {
      problems.add(
          Problem.at(store.entries().get(LAYERS).origin(), "needs a shared store", "")
              .advise("set store.url, or remove this setting"));
    }
  }

  private static boolean pushesLayers(ConfigMap store) {
    return store.get(LAYERS, LAYERS_RULE).filter(PUSH::equals).isPresent();
  }

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
                        store.get(CA_FILE, Rules.PATH))),
        pushesLayers(store));
  }
}
