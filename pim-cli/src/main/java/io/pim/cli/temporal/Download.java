package io.pim.cli.temporal;

import io.pim.tools.fetch.NetworkException;
import io.pim.tools.fetch.WebClients;
import io.pim.tools.process.Deadline;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Downloads a file over HTTP, by the same proxies, logins and authorities as ISOs.
 *
 * @param environment as from {@link System#getenv()}
 * @param limit the limit for the whole file
 */
record Download(Map<String, String> environment, Duration limit) {
  private static final int OK = 200;

  static Download usual(Map<String, String> environment) {
    return new Download(environment, Duration.ofMinutes(15));
  }

  /**
   * Downloads to a file; after an exception the file may be incomplete.
   *
   * @throws IOException with a message for people
   */
  void fetch(URI from, Path to) throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(limit);
    HttpClient client = WebClients.of(environment);
    HttpRequest request = HttpRequest.newBuilder(from).timeout(limit).build();
    CompletableFuture<HttpResponse<Path>> response =
        client.sendAsync(request, answer -> body(answer.statusCode(), to));
    try {
      int status = response.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS).statusCode();
      if (status != OK) {
        throw new IOException("the server answered " + status);
      }
    } catch (TimeoutException e) {
      response.cancel(true);
      throw new IOException("it took longer than " + limit.toMinutes() + " min", e);
    } catch (ExecutionException e) {
      NetworkException failure = NetworkException.of(from, e.getCause());
      throw new IOException(
          failure.getMessage() + failure.remedy().map(remedy -> ". " + remedy).orElse(""), e);
    }
  }

  /** Drops the body of an error page. */
  private static HttpResponse.BodySubscriber<Path> body(int status, Path to) {
    return status == OK
        ? HttpResponse.BodySubscribers.ofFile(to)
        : HttpResponse.BodySubscribers.replacing(to);
  }
}
