package io.pim.tools.oci;

import io.pim.tools.fetch.BodyQueue;
import io.pim.tools.tls.ServerTrust;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Sends requests to a registry, and logs in on request. The login goes only to the registry, and
 * nothing goes anywhere else without TLS.
 */
final class RegistryHttp {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);
  private static final int MOST_BODY = 4 << 20;
  private static final int MOST_REDIRECTS = 5;

  private final RegistryAddress address;
  private final RegistryAuth auth;
  private final HttpClient client;
  private final Traffic traffic;

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
    this.traffic = Traffic.UNCOUNTED;
  }

  private RegistryHttp(
      RegistryAddress address, RegistryAuth auth, HttpClient client, Traffic traffic) {
    this.address = address;
    this.auth = auth;
    this.client = client;
    this.traffic = traffic;
  }

  /** The same connections and login, with the traffic counted. */
  RegistryHttp counting(Traffic counter) {
    return new RegistryHttp(address, auth, client, counter);
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

  /** An answer, with or without a body that is still to be read. */
  private interface Reply {
    RegistryAnswer head();
  }

  private record Small(RegistryAnswer head) implements Reply {}

  /**
   * A good answer whose body is read piece by piece.
   *
   * @param head the answer without its body
   * @param body to be read to its end, or cancelled
   */
  record Stream(RegistryAnswer head, BodyQueue body) implements Reply {}

  /** Sends a request once. */
  @FunctionalInterface
  private interface Hop {
    Reply send(RegistryRequest request, Optional<String> authorization)
        throws IOException, InterruptedException;
  }

  /**
   * Sends a request. Only requests that change nothing follow redirects.
   *
   * @return the answer, whatever its status
   */
  RegistryAnswer send(RegistryRequest request) throws InterruptedException {
    try {
      return follow(request, (hop, authorization) -> new Small(small(hop, authorization))).head();
    } catch (IOException e) {
      throw RegistryFailures.of(address, e);
    }
  }

  /**
   * Sends a request whose answer may be large.
   *
   * @param act such as {@code read a blob}
   * @throws IOException when the connection fails
   * @throws io.pim.model.failure.BuildFailure for an answer that is not a success
   */
  Stream open(RegistryRequest request, String act) throws IOException, InterruptedException {
    Reply reply = follow(request, this::large);
    if (reply instanceof Stream stream) {
      return stream;
    }
    throw RegistryFailures.of(address, act, reply.head());
  }

  private Reply follow(RegistryRequest request, Hop sender)
      throws IOException, InterruptedException {
    RegistryRequest hop = request;
    boolean loggedIn = false;
    for (int redirects = 0; ; ) {
      boolean own = address.owns(hop.uri());
      Reply reply = sender.send(hop, own ? auth.header() : Optional.empty());
      RegistryAnswer answer = reply.head();
      if (answer.is(401) && own && !loggedIn) {
        loggedIn = true;
        if (!auth.answer(answer, this::fetchToken)) {
          return reply;
        }
      } else if (answer.is(301, 302, 303, 307, 308)
          && request.changesNothing()
          && redirects++ < MOST_REDIRECTS) {
        hop = hop.at(allowed(answer.location()));
      } else {
        return reply;
      }
    }
  }

  private RegistryAnswer fetchToken(URI uri, Optional<String> authorization)
      throws IOException, InterruptedException {
    return small(RegistryRequest.of("GET", uri), authorization);
  }

  /** A URI that the registry has named, if PIM may send requests to it. */
  URI allowed(Optional<URI> named) {
    return named
        .filter(address::allows)
        .orElseThrow(
            () ->
                RegistryFailures.strange(
                    address, "It names an address on another host without TLS."));
  }

  private RegistryAnswer small(RegistryRequest request, Optional<String> authorization)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        client.send(
            http(request, authorization),
            info -> new CountedAnswer<>(BodySubscribers.ofInputStream(), traffic));
    try (InputStream in = response.body()) {
      byte[] body = in.readNBytes(MOST_BODY + 1);
      if (body.length > MOST_BODY) {
        throw new IOException("the answer is longer than " + MOST_BODY + " bytes");
      }
      return new RegistryAnswer(request.uri(), response.statusCode(), response.headers(), body);
    }
  }

  /** A good answer as a stream; any other without its body, which only people would read. */
  private Reply large(RegistryRequest request, Optional<String> authorization)
      throws IOException, InterruptedException {
    HttpResponse<BodyQueue> response =
        client.send(
            http(request, authorization), info -> new CountedAnswer<>(new BodyQueue(), traffic));
    RegistryAnswer head =
        new RegistryAnswer(request.uri(), response.statusCode(), response.headers(), new byte[0]);
    if (head.isGood()) {
      return new Stream(head, response.body());
    }
    response.body().cancel();
    return new Small(head);
  }

  private HttpRequest http(RegistryRequest request, Optional<String> authorization) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(request.uri())
            .timeout(request.limit())
            .method(request.method(), new CountedBody(request.body().get(), traffic));
    request.headers().forEach(builder::header);
    authorization.ifPresent(value -> builder.header("Authorization", value));
    return builder.build();
  }
}
