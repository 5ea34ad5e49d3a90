package io.pim.cli.temporal;

import io.pim.tools.process.Deadline;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Downloads a file over HTTP.
 *
 * @param connectLimit the limit for the server's first answer
 * @param limit the limit for the whole file
 */
record Download(Duration connectLimit, Duration limit) {
  private static final int OK = 200;

  static Download usual() {
    return new Download(Duration.ofSeconds(10), Duration.ofMinutes(15));
  }

  /**
   * Downloads to a file; after an exception the file may be incomplete.
   *
   * @throws IOException with a message for people
   */
  void fetch(URI from, Path to) throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(limit);
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(connectLimit)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
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
      throw new IOException(message(e.getCause()), e);
    }
  }

  /** Drops the body of an error page. */
  private static HttpResponse.BodySubscriber<Path> body(int status, Path to) {
    return status == OK
        ? HttpResponse.BodySubscribers.ofFile(to)
        : HttpResponse.BodySubscribers.replacing(to);
  }

  /** A message for people: when a host has no address, Java's exception has no message. */
  private static String message(Throwable cause) {
    if (cause instanceof java.net.ConnectException && cause.getMessage() == null) {
      return "that server cannot be reached from here";
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
