package io.pim.model.config;

import java.util.Optional;

/**
 * Settings of {@code pim serve}, which installs bare metal.
 *
 * @param networkInterface the name or address to listen on; empty for the interface of the default
 *     route
 */
public record ServeSettings(Optional<String> networkInterface, int port) {
  static ServeSettings of(ConfigMap serve) {
    return new ServeSettings(
        serve.get("interface", Rules.WORDS), serve.require("port", Rules.PORT));
  }
}
