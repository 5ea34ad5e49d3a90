package io.pim.model.config;

import java.util.Optional;

/**
 * How {@code pim serve} serves bare metal.
 *
 * @param networkInterface the name or address to listen on; empty for the one that leads out
 */
public record ServeSettings(Optional<String> networkInterface, int port) {
  static ServeSettings of(ConfigMap serve) {
    return new ServeSettings(
        serve.get("interface", Rules.WORDS), serve.require("port", Rules.PORT));
  }
}
