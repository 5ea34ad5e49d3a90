package io.pim.tools.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentProxiesTest {
  private static String proxy(Map<String, String> environment, String url) {
    Proxy proxy = new EnvironmentProxies(environment).select(URI.create(url)).get(0);
    return proxy.address() instanceof InetSocketAddress address
        ? address.getHostString() + ":" + address.getPort()
        : "direct";
  }

  @ParameterizedTest
  @CsvSource({
    "http://deb.example/x, web:3128",
    "https://deb.example/x, tunnel:8080",
    "https://intra.example/x, direct",
    "https://a.intra.example/x, direct",
    "https://notintra.example/x, tunnel:8080",
    "http://127.0.0.1:9/x, direct",
  })
  void eachSchemeHasItsOwnProxy(String url, String expected) {
    Map<String, String> environment =
        Map.of(
            "http_proxy", "web",
            "HTTPS_PROXY", "http://tunnel:8080/",
            "NO_PROXY", "localhost, .intra.example,127.0.0.1");
    assertEquals(expected, proxy(environment, url));
  }

  @Test
  void connectsDirectlyWithoutAProxy() {
    assertEquals("direct", proxy(Map.of(), "https://deb.example/"));
    assertEquals("direct", proxy(Map.of("https_proxy", "  "), "https://deb.example/"));
    assertEquals(
        "direct", proxy(Map.of("https_proxy", "p:1", "no_proxy", "*"), "https://deb.example/"));
  }
}
