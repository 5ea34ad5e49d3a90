package io.pim.tools.fetch;

import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;

/** Makes the HTTP clients that fetch ISOs and the files that belong to them. */
public final class WebClients {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);

  private WebClients() {}

  /**
   * A client with the environment's proxies and logins. It follows redirects, but never from https
   * to http.
   *
   * @param environment as from {@link System#getenv()}
   */
  public static HttpClient of(Map<String, String> environment) {
    ProxySelector proxies = new EnvironmentProxies(environment);
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(proxies)
            .build();
    return new LoginClient(client, Netrc.of(environment));
  }
}
