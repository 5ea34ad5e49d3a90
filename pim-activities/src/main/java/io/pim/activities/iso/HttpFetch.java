package io.pim.activities.iso;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/** Downloads one URL to the part file, going on from where an earlier download of it ended. */
final class HttpFetch {
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int ATTEMPTS = 2;

  private final HttpClient client;
  private final FetchFiles files;
  private final FetchProgress progress;
  private final Duration stall;

  /**
   * @param stall how long the server may send nothing
   */
  HttpFetch(HttpClient client, FetchFiles files, FetchProgress progress, Duration stall) {
    this.client = client;
    this.files = files;
    this.progress = progress;
    this.stall = stall;
  }

  UrlOutcome get(URI url) throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Optional<PartFacts> resumable = attempt < ATTEMPTS ? resumable(url) : Optional.empty();
      long have = resumable.isPresent() ? Files.size(files.part()) : 0;
      if (resumable.isPresent() && resumable.get().total() == have) {
        // The last byte had come when the process that fetched ended.
        return new UrlOutcome.Got(files.part());
      }
      Answer answer = ask(url, resumable, have);
      if (answer.failure.isPresent()) {
        return answer.failure.get();
      }
      boolean fits = answer.status == OK || answer.resumes(resumable, have);
      if (fits) {
        return receive(url, answer, answer.status == PARTIAL ? have : 0);
      }
      answer.body.cancel();
      if (resumable.isEmpty()) {
        return outcome(answer.status);
      }
      if (answer.status != PARTIAL && answer.status != RANGE_NOT_SATISFIABLE) {
        return outcome(answer.status);
      }
      // The file is another one by now, or the server cannot do ranges: begin anew.
    }
  }
}
