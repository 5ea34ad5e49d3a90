package io.pim.model.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How PIM logs in to installed systems.
 *
 * @param user empty for the profile's user
 * @param timeout how long to wait for SSH after power-on
 * @param pollInterval how long to wait between two attempts
 */
public record SshSettings(Optional<String> user, Duration timeout, Duration pollInterval) {
  static SshSettings of(ConfigMap ssh) {
    return new SshSettings(
        ssh.get("user", SettingsSchema.USER),
        ssh.require("timeout", Rules.DURATION_TEXT),
        ssh.require("poll_interval", Rules.DURATION_TEXT));
  }
}
