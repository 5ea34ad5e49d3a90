package io.pim.tools.fetch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxies that curl and apt would use: {@code https_proxy}, {@code http_proxy} and {@code
 * no_proxy}, in lower or upper case. Proxies that require a password are not supported.
 */
public final class EnvironmentProxies extends ProxySelector {
  private static final int USUAL_PORT = 3128;

  private final Map<String, String> environment;
  private final List<String> direct;

  public EnvironmentProxies(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
    this.direct =
        variable("no_proxy").stream()
            .flatMap(list -> Arrays.stream(list.split(",", -1)))
            .map(host -> host.strip().toLowerCase(Locale.ROOT))
            .filter(host -> !host.isEmpty())
            .toList();
  }

  @Override
  public List<Proxy> select(URI url) {
    String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    return direct.stream().anyMatch(pattern -> covers(pattern, host))
        ? List.of(Proxy.NO_PROXY)
        : List.of(variable(scheme + "_proxy").flatMap(this::proxy).orElse(Proxy.NO_PROXY));
  }

  /** As in curl, a name also covers all names below it. */
  private static boolean covers(String pattern, String host) {
    String name = pattern.startsWith(".") ? pattern.substring(1) : pattern;
    return pattern.equals("*") || host.equals(name) || host.endsWith("." + name);
  }

  private Optional<Proxy> proxy(String text) {
    try {
      URI proxy = URI.create(text.contains("://") ? text : "http://" + text);
      int port = proxy.getPort() < 0 ? USUAL_PORT : proxy.getPort();
      return Optional.ofNullable(proxy.getHost())
          .map(host -> new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<String> variable(String name) {
    return Stream.of(name, name.toUpperCase(Locale.ROOT))
        .map(environment::get)
        .filter(value -> value != null && !value.isBlank())
        .findFirst();
  }

  @Override
  public void connectFailed(URI url, SocketAddress address, IOException cause) {
    // Nothing to do: the request itself fails and reports it.
  }
}
