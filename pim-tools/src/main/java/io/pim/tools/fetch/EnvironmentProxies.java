package io.pim.tools.fetch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxies that curl and apt would use: {@code https_proxy}, {@code http_proxy}, {@code
 * all_proxy} and {@code no_proxy}, in lower or upper case. A name and a password in the URL are the
 * proxy's login.
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
    return List.of(setting(url).flatMap(this::proxy).orElse(Proxy.NO_PROXY));
  }

  /** The value of the variable that is for a URL; empty if the connection to it is direct. */
  private Optional<String> setting(URI url) {
    String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    return direct.stream().anyMatch(pattern -> covers(pattern, host))
        ? Optional.empty()
        : variable(scheme + "_proxy").or(() -> variable("all_proxy"));
  }

  /** The {@code Proxy-Authorization} header for the proxy of a URL (RFC 7617). */
  Optional<String> authorization(URI url) {
    return setting(url)
        .flatMap(EnvironmentProxies::parsed)
        .map(URI::getUserInfo)
        .map(login -> login.contains(":") ? login : login + ":")
        .map(login -> Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
        .map(login -> "Basic " + login);
  }

  /** The proxy for a URL, as {@code HOST:PORT}. */
  Optional<String> shown(URI url) {
    return setting(url)
        .flatMap(this::proxy)
        .map(Proxy::address)
        .map(InetSocketAddress.class::cast)
        .map(address -> address.getHostString() + ":" + address.getPort());
  }

  /** As in curl, a name also covers all names below it. */
  private static boolean covers(String pattern, String host) {
    String name = pattern.startsWith(".") ? pattern.substring(1) : pattern;
    return pattern.equals("*") || host.equals(name) || host.endsWith("." + name);
  }

  private Optional<Proxy> proxy(String text) {
    return parsed(text)
        .map(
            proxy ->
                new Proxy(
                    Proxy.Type.HTTP,
                    InetSocketAddress.createUnresolved(
                        proxy.getHost(), proxy.getPort() < 0 ? USUAL_PORT : proxy.getPort())));
  }

  /** The URL of a proxy that Java can use, which excludes SOCKS. */
  private static Optional<URI> parsed(String text) {
    try {
      URI proxy = URI.create(text.contains("://") ? text : "http://" + text);
      boolean isUsable = proxy.getHost() != null && !proxy.getScheme().startsWith("socks");
      return Optional.of(proxy).filter(its -> isUsable);
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
