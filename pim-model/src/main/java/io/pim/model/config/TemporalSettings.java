package io.pim.model.config;

import java.util.Optional;

/**
 * Which Temporal service builds run on.
 *
 * @param address HOST:PORT of a shared service; empty for the local one that PIM starts
 * @param namespace empty for the service's default one
 * @param serverBinary the {@code temporal} to start the local service with; empty to search for it
 * @param port of the local service, on loopback
 * @param uiPort of the local service's Web UI, on loopback
 */
public record TemporalSettings(
    Optional<String> address,
    Optional<String> namespace,
    Optional<String> serverBinary,
    int port,
    int uiPort) {
  static TemporalSettings of(ConfigMap temporal) {
    return new TemporalSettings(
        temporal.get("address", SettingsSchema.ADDRESS),
        temporal.get("namespace", Rules.WORDS),
        temporal.get("server_binary", Rules.WORDS),
        temporal.require("port", Rules.PORT),
        temporal.require("ui_port", Rules.PORT));
  }
}
