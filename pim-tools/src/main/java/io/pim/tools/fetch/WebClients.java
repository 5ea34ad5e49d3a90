package io.pim.tools.fetch;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.tls.ServerTrust;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Makes the HTTP clients that fetch ISOs, the files that belong to them, and programs. */
public final class WebClients {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);

  /** The PEM file with the authorities to trust, as OpenSSL, curl and Go have it. */
  private static final String AUTHORITIES = "SSL_CERT_FILE";

  private WebClients() {}

  /**
   * A client with the environment's proxies, logins and authorities. It follows redirects, but
   * never from https to http.
   *
   * @param environment as from {@link System#getenv()}
   * @throws BuildFailure HOST_SETUP if the file of the authorities cannot be read
   */
  public static HttpClient of(Map<String, String> environment) {
    EnvironmentProxies proxies = new EnvironmentProxies(environment);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(proxies);
    String authorities = environment.getOrDefault(AUTHORITIES, "");
    if (!authorities.isBlank()) {
      builder.sslContext(trusting(authorities));
    }
    return new LoginClient(builder.build(), Netrc.of(environment), proxies);
  }

  private static SSLContext trusting(String file) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      ServerTrust trust = new ServerTrust.CaFile(Path.of(file));
      context.init(null, new TrustManager[] {trust.check()}, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw BuildFailure.of(
              FailureKind.HOST_SETUP, "The file of trusted authorities cannot be read")
          .where(file)
          .why(e.getClass().getSimpleName() + ": " + e.getMessage())
          .todo("Name a PEM file in " + AUTHORITIES + ", or unset it.")
          .causedBy(e)
          .build();
    }
  }
}
