package io.pim.tools.oci;

import io.pim.tools.tls.ServerTrust;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Sends requests to a registry, and logs in where it is asked to. The login goes to nobody but the
 * registry, and nothing goes anywhere else without TLS.
 */
final class RegistryHttp {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);
  private static final int MOST_BODY = 4 << 20;
  private static final int MOST_REDIRECTS = 5;

  private final RegistryAddress address;
  private final RegistryAuth auth;
  private final HttpClient client;

  RegistryHttp(
      RegistryAddress address,
      Optional<RegistryLogin> login,
      ServerTrust trust,
      ProxySelector proxies)
      throws IOException {
    this.address = address;
    this.auth = new RegistryAuth(address, login);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(proxies);
    if (!address.plainHttp()) {
      builder.sslContext(context(trust));
    }
    this.client = builder.build();
  }

  private static SSLContext context(ServerTrust trust) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust.check()}, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      String what = "The file of authorities cannot be read: " + e.getMessage();
      throw new IOException(what, new CertificateException(what));
    }
  }

  /**
   * Sends a request. Only requests that change nothing follow redirects.
   *
   * @return the answer, whatever its status
   */
  RegistryAnswer send(RegistryRequest request) throws InterruptedException {
    try {
      RegistryRequest hop = request;
      boolean loggedIn = false;
      for (int redirects = 0; ; ) {
        boolean own = address.owns(hop.uri());
        RegistryAnswer answer = send(hop, own ? auth.header() : Optional.empty());
        if (answer.is(401) && own && !loggedIn) {
          loggedIn = true;
          if (!auth.answer(answer, this::fetchToken)) {
            return answer;
          }
        } else if (answer.is(301, 302, 303, 307, 308)
            && request.changesNothing()
            && redirects++ < MOST_REDIRECTS) {
          hop = hop.at(allowed(answer.location()));
        } else {
          return answer;
        }
      }
    } catch (IOException e) {
      throw RegistryFailures.of(address, e);
    }
  }

  private RegistryAnswer fetchToken(URI uri, Optional<String> authorization)
      throws IOException, InterruptedException {
    return send(RegistryRequest.of("GET", uri), authorization);
  }

  /** A URI that the registry has named, where it may be asked. */
  URI allowed(Optional<URI> named) {
    return named
        .filter(address::allows)
        .orElseThrow(
            () ->
                RegistryFailures.strange(
                    address, "It names a place that is not itself, and has no TLS."));
  }

  private RegistryAnswer send(RegistryRequest request, Optional<String> authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(request.uri())
            .timeout(request.limit())
            .method(request.method(), request.body().get());
    request.headers().forEach(builder::header);
    authorization.ifPresent(value -> builder.header("Authorization", value));
    HttpResponse<InputStream> response = client.send(builder.build(), BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      byte[] body = in.readNBytes(MOST_BODY + 1);
      if (body.length > MOST_BODY) {
        throw new IOException("the answer is longer than " + MOST_BODY + " bytes");
      }
      return new RegistryAnswer(request.uri(), response.statusCode(), response.headers(), body);
    }
  }
}
