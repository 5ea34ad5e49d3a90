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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * A client that logs in to hosts listed in {@link Netrc}, and to the proxy. It follows redirects
 * itself, because Java's client would send the login to any server that a redirect names.
 */
final class LoginClient extends HttpClient {
  private static final int MOST_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int PROXY_LOGIN_REQUIRED = 407;

  private final HttpClient client;
  private final Netrc logins;
  private final EnvironmentProxies proxies;

  /**
   * Wraps another client.
   *
   * @param client must not follow redirects
   */
  LoginClient(HttpClient client, Netrc logins, EnvironmentProxies proxies) {
    this.client = client;
    this.logins = logins;
    this.proxies = proxies;
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
    send(request, List.of(request.uri()), handler, answer);
    return answer;
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushes) {
    return sendAsync(request, handler);
  }

  private <T> void send(
      HttpRequest request,
      List<URI> hops,
      BodyHandler<T> handler,
      CompletableFuture<HttpResponse<T>> answer) {
    URI at = hops.get(hops.size() - 1);
    CompletableFuture<HttpResponse<T>> hop =
        client.sendAsync(
            to(at, request),
            info ->
                isForClient(info.statusCode(), info.headers().firstValue("Location"))
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
                goOn(request, hops, response, handler, answer);
              }
            });
  }

  /** Whether an answer, instead of the file, says how to get it. */
  private static boolean isForClient(int status, Optional<String> location) {
    return status == PROXY_LOGIN_REQUIRED || (REDIRECTS.contains(status) && location.isPresent());
  }

  private <T> void goOn(
      HttpRequest request,
      List<URI> hops,
      HttpResponse<T> response,
      BodyHandler<T> handler,
      CompletableFuture<HttpResponse<T>> answer) {
    try {
      List<URI> further = new ArrayList<>(hops);
      further.add(next(hops, response));
      send(request, further, handler, answer);
    } catch (AnswerException e) {
      answer.completeExceptionally(e);
    }
  }

  /**
   * After a redirect to another server, the login is sent over TLS only, because the redirect may
   * come from anybody.
   */
  private HttpRequest to(URI at, HttpRequest request) {
    HttpRequest.Builder hop = HttpRequest.newBuilder(request, (name, value) -> true).uri(at);
    proxies.authorization(at).ifPresent(login -> hop.setHeader("Proxy-Authorization", login));
    boolean meant = at.getHost().equals(request.uri().getHost());
    if (meant || "https".equalsIgnoreCase(at.getScheme())) {
      logins.authorization(at.getHost()).ifPresent(login -> hop.setHeader("Authorization", login));
    }
    return hop.build();
  }

  /**
   * The redirect to follow.
   *
   * @param hops the URLs so far
   */
  private URI next(List<URI> hops, HttpResponse<?> response) throws AnswerException {
    URI at = hops.get(hops.size() - 1);
    if (response.statusCode() == PROXY_LOGIN_REQUIRED) {
      throw proxyLogin(at);
    }
    String location = response.headers().firstValue("Location").orElseThrow();
    URI next = resolve(at, location);
    boolean isSecure = "https".equalsIgnoreCase(next.getScheme());
    if (!isSecure && "https".equalsIgnoreCase(at.getScheme())) {
      throw new AnswerException(
          "it redirects from https to " + next + ", which PIM does not follow",
          "Use an address that stays with https; or, if the catalog has a checksum of a source that"
              + " you trust, the http address itself.");
    }
    if (hops.contains(next)) {
      throw new AnswerException(
          "it redirects in a circle: " + shown(hops, next), "Correct the URL, or use another.");
    }
    if (hops.size() > MOST_REDIRECTS) {
      throw new AnswerException(
          "it redirects more than " + MOST_REDIRECTS + " times: " + shown(hops, next),
          "Use the last address that works in place of the first.");
    }
    return next;
  }

  private static URI resolve(URI at, String location) throws AnswerException {
    try {
      URI next = at.resolve(location);
      boolean isWeb =
          "https".equalsIgnoreCase(next.getScheme()) || "http".equalsIgnoreCase(next.getScheme());
      if (isWeb && next.getHost() != null) {
        return next;
      }
    } catch (IllegalArgumentException e) {
      // Reported below, like other addresses that are none.
    }
    throw new AnswerException(
        "it redirects to '" + location + "', which is not an http or https address",
        "Correct the URL, or use another.");
  }

  private static String shown(List<URI> hops, URI next) {
    return Stream.concat(hops.stream(), Stream.of(next))
        .map(URI::toString)
        .collect(Collectors.joining(" -> "));
  }

  private AnswerException proxyLogin(URI at) {
    String proxy = proxies.shown(at).orElse("on the way");
    String variable = at.getScheme().toLowerCase(Locale.ROOT) + "_proxy";
    return proxies.authorization(at).isPresent()
        ? new AnswerException(
            "the proxy " + proxy + " refuses the login in " + variable + " (HTTP status 407)",
            "Correct the name and the password in " + variable + ".")
        : new AnswerException(
            "the proxy " + proxy + " requires a login (HTTP status 407)",
            "Set "
                + variable
                + " to http://NAME:PASSWORD@"
                + proxy
                + ", also for the worker (pim down, then pim up); or name the host in no_proxy.");
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
