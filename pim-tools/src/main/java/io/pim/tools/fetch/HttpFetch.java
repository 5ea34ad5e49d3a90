package io.pim.tools.fetch;

import io.pim.model.files.FetchFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Downloads one URL to the part file, and resumes an earlier download. */
public final class HttpFetch {
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int UNAUTHORIZED = 401;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  /** Client errors that mean "not now", not "no" (RFC 9110, RFC 6585). */
  private static final Set<Integer> NOT_NOW = Set.of(408, 425, 429);

  private final HttpClient client;
  private final FetchFiles files;
  private final FetchProgress progress;
  private final Duration stall;

  /**
   * A download.
   *
   * @param stall how long the server may be silent
   */
  public HttpFetch(HttpClient client, FetchFiles files, FetchProgress progress, Duration stall) {
    this.client = client;
    this.files = files;
    this.progress = progress;
    this.stall = stall;
  }

  /** Downloads. Errors of this machine's disk are thrown; all others are returned. */
  public UrlOutcome get(URI url) throws IOException, InterruptedException {
    Optional<PartFacts> begun = PartFacts.read(files.partFacts(), url.toString());
    long have = Files.exists(files.part()) ? Files.size(files.part()) : 0;
    if (begun.isPresent() && begun.get().total() == have) {
      // The process that downloaded this part died after the last byte had arrived.
      return new UrlOutcome.Got(files.part(), true);
    }
    begun = begun.filter(facts -> facts.canGoOn() && have > 0);
    try {
      HttpResponse<BodyQueue> response = ask(url, begun, have);
      if (begun.isPresent() && !goesOn(response, begun.get(), have)) {
        // The server now has another file, or sent another range than requested: start again.
        begun = Optional.empty();
        response.body().cancel();
        response = ask(url, begun, 0);
      }
      if (response.statusCode() != (begun.isPresent() ? PARTIAL : OK)
          && response.statusCode() != OK) {
        response.body().cancel();
        return refused(url, response.statusCode());
      }
      return receive(url, response, have);
    } catch (NetworkException e) {
      return e.remedy().isPresent()
          ? new UrlOutcome.Gone(e.getMessage(), e.remedy())
          : new UrlOutcome.Failed(e.getMessage(), false);
    }
  }

  private UrlOutcome receive(URI url, HttpResponse<BodyQueue> response, long have)
      throws IOException, InterruptedException {
    try (PartWriter part = new PartWriter(files, progress, stall)) {
      if (response.statusCode() == PARTIAL) {
        part.goOn(have, ContentRange.of(response).map(ContentRange::total).orElse(-1L));
      } else {
        part.begin(
            new PartFacts(
                url.toString(),
                validator(response),
                response.headers().firstValueAsLong("Content-Length").orElse(-1)));
      }
      part.receive(response.body());
      return new UrlOutcome.Got(files.part(), response.statusCode() == PARTIAL);
    } catch (NetworkException e) {
      boolean canGoOn =
          PartFacts.read(files.partFacts(), url.toString()).filter(PartFacts::canGoOn).isPresent();
      boolean grew = Files.size(files.part()) > (response.statusCode() == PARTIAL ? have : 0);
      return new UrlOutcome.Failed(e.getMessage(), canGoOn && grew);
    } finally {
      response.body().cancel();
    }
  }

  /**
   * Whether to write this response. A whole file in place of the rest is fine: it is received from
   * its start.
   */
  private static boolean goesOn(HttpResponse<BodyQueue> response, PartFacts facts, long have) {
    if (response.statusCode() == PARTIAL) {
      Optional<ContentRange> range = ContentRange.of(response);
      boolean sameTotal =
          facts.total() < 0 || range.filter(r -> r.total() == facts.total()).isPresent();
      boolean sameFile =
          facts.required().isEmpty()
              || validator(response)
                  .map(v -> facts.validator().equals(Optional.of(v)))
                  .orElse(true);
      return range.filter(r -> r.first() == have).isPresent() && sameTotal && sameFile;
    }
    return response.statusCode() != RANGE_NOT_SATISFIABLE;
  }

  private static UrlOutcome refused(URI url, int status) {
    if (status == UNAUTHORIZED) {
      return new UrlOutcome.Gone(
          "HTTP status 401: it requires a login; ~/.netrc of PIM's user on this host has no valid"
              + " one for "
              + url.getHost(),
          Optional.of("Put the login into ~/.netrc on the host that downloads."));
    }
    String why = "HTTP status " + status;
    return status >= 300 && status < 500 && !NOT_NOW.contains(status)
        ? new UrlOutcome.Gone(why)
        : new UrlOutcome.Failed(why, false);
  }

  /** A validator that If-Range accepts: a strong ETag or a date. */
  private static Optional<String> validator(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("ETag")
        .filter(tag -> !tag.startsWith("W/"))
        .or(() -> response.headers().firstValue("Last-Modified"));
  }

  private HttpResponse<BodyQueue> ask(URI url, Optional<PartFacts> begun, long have)
      throws NetworkException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(stall);
    if (begun.isPresent()) {
      request.header("Range", "bytes=" + have + "-");
      begun.get().required().ifPresent(validator -> request.header("If-Range", validator));
    }
    CompletableFuture<HttpResponse<BodyQueue>> answer =
        client.sendAsync(request.build(), info -> new BodyQueue());
    boolean answered = false;
    try {
      while (true) {
        try {
          HttpResponse<BodyQueue> response = answer.get(1, TimeUnit.SECONDS);
          answered = true;
          return response;
        } catch (TimeoutException e) {
          progress.at(FetchProgress.Phase.DOWNLOAD, have, -1);
        } catch (ExecutionException e) {
          throw NetworkException.of(url, e.getCause());
        }
      }
    } finally {
      if (!answered) {
        answer.cancel(true);
      }
    }
  }
}
