package io.pim.model.target;

import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address at which the nodes of a target reach the host that deploys, to fetch the image.
 *
 * @param host a name, an IPv4 address, or an IPv6 address in brackets
 * @param port empty for any free one
 */
public record ServeAddress(String host, Optional<Integer> port) {
  private static final int HIGHEST_PORT = 65_535;
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?<host>[A-Za-z0-9][A-Za-z0-9.-]{0,252}|\\[[0-9A-Fa-f:.]{2,45}])(:(?<port>\\d{1,5}))?");

  static final Rule<ServeAddress> RULE =
      Rule.of(
          "must be this host's name or address, with a port or without: 192.0.2.10:8901",
          scalar -> Rules.TEXT.read(scalar).flatMap(ServeAddress::parse));

  private static Optional<ServeAddress> parse(String text) {
    Matcher parts = SYNTAX.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Optional<Integer> port = Optional.ofNullable(parts.group("port")).map(Integer::valueOf);
    return port.filter(its -> its < 1 || its > HIGHEST_PORT).isPresent()
        ? Optional.empty()
        : Optional.of(new ServeAddress(parts.group("host"), port));
  }
}
