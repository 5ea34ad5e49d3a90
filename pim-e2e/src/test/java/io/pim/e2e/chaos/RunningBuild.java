package io.pim.e2e.chaos;

import io.pim.e2e.PimUser;
import io.pim.e2e.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A running build, with the {@code pim build run} that watches it. */
public final class RunningBuild implements AutoCloseable {
  private static final Duration BEGIN = Duration.ofMinutes(5);

  private final PimUser user;
  private final Process cli;
  private final Path output;
  private final HistoryFeed feed;

  public RunningBuild(PimUser user, Process cli, Path output, HistoryFeed feed) {
    this.user = user;
    this.cli = cli;
    this.output = output;
    this.feed = feed;
  }

  public Process cli() {
    return cli;
  }

  public Timeline timeline() {
    return feed.timeline();
  }

  /** The build's history as JSON. */
  public String history() {
    return feed.json();
  }

  public String runId() {
    return feed.run();
  }

  /** Waits for the build's id. */
  public String id() throws Exception {
    Waiting.until(BEGIN, () -> !timeline().buildId().isEmpty(), () -> true, this::printed);
    return timeline().buildId();
  }

  public Path folder() throws Exception {
    return user.builds().resolve(id());
  }

  public String log() throws Exception {
    Path log = folder().resolve("build.log");
    return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
  }

  /** The output of the watching command. */
  public String printed() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Whether the watching command ended within that time. */
  public boolean cliEnds(Duration limit) throws InterruptedException {
    return cli.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    feed.close();
    cli.destroyForcibly();
  }
}
