package io.pim.tools.fetch;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * A client that logs in to hosts listed in {@link Netrc}. It follows redirects itself, because
 * Java's client would send the login to any server that a redirect names.
 */
final class LoginClient extends HttpClient {
  private static final int MOST_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final HttpClient client;
  private final Netrc logins;

  /**
   * Wraps another client.
   *
   * @param client must not follow redirects
   */
  LoginClient(HttpClient client, Netrc logins) {
    this.client = client;
    this.logins = logins;
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<T>> answer = sendAsync(request, handler);
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    CompletableFuture<HttpResponse<T>> answer = new CompletableFuture<>();
    send(request, request.uri(), handler, MOST_REDIRECTS, answer);
    return answer;
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushes) {
    return sendAsync(request, handler);
  }

  private <T> void send(
      HttpRequest request,
      URI at,
      BodyHandler<T> handler,
      int left,
      CompletableFuture<HttpResponse<T>> answer) {
    CompletableFuture<HttpResponse<T>> hop =
        client.sendAsync(
            to(at, request),
            info ->
                REDIRECTS.contains(info.statusCode())
                        && next(at, info.headers().firstValue("Location")).isPresent()
                        && left > 0
                    ? BodySubscribers.mapping(BodySubscribers.discarding(), nothing -> null)
                    : handler.apply(info));
    var unusedEnd = answer.whenComplete((response, error) -> hop.cancel(true));
    var unusedHop =
        hop.whenComplete(
            (response, error) -> {
              if (error != null) {
                answer.completeExceptionally(error);
              } else if (response.body() != null) {
                answer.complete(response);
              } else {
                URI next = next(at, response.headers().firstValue("Location")).orElseThrow();
                send(request, next, handler, left - 1, answer);
              }
            });
  }

  /**
   * After a redirect to another server, the login is sent over TLS only, because the redirect may
   * come from anybody.
   */
  private HttpRequest to(URI at, HttpRequest request) {
    HttpRequest.Builder hop = HttpRequest.newBuilder(request, (name, value) -> true).uri(at);
    boolean meant = at.getHost().equals(request.uri().getHost());
    if (meant || "https".equalsIgnoreCase(at.getScheme())) {
      logins.authorization(at.getHost()).ifPresent(login -> hop.setHeader("Authorization", login));
    }
    return hop.build();
  }

  /** The redirect to follow; empty when there is none, or when it leads from https to http. */
  private static Optional<URI> next(URI at, Optional<String> location) {
    try {
      return location
          .map(at::resolve)
          .filter(next -> next.getHost() != null)
          .filter(
              next ->
                  "https".equalsIgnoreCase(next.getScheme())
                      || ("http".equalsIgnoreCase(next.getScheme())
                          && "http".equalsIgnoreCase(at.getScheme())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return client.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return client.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return Redirect.NORMAL;
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return client.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return client.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return client.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return client.authenticator();
  }

  @Override
  public Version version() {
    return client.version();
  }

  @Override
  public Optional<Executor> executor() {
    return client.executor();
  }
}
