package io.pim.cli.worker.install;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.Deadline;
import io.pim.tools.process.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;

/**
 * Starts the worker, or restarts one that started before its files were changed, and waits until it
 * takes work.
 *
 * @param inputs the files that a worker reads when it starts
 */
record StartStep(Installation installation, List<Path> inputs, Duration limit) implements Step {
  /** A worker on a slow machine needs a minute to start. */
  static final Duration USUAL_LIMIT = Duration.ofMinutes(5);

  private static final Duration LOOK = Duration.ofMillis(200);

  @Override
  public String what() {
    return "start the worker (" + installation.manager().startCommand() + ")";
  }

  @Override
  public boolean isDone() throws IOException, InterruptedException {
    Path ready = ready();
    if (!installation.manager().isRunning() || Files.notExists(ready)) {
      return false;
    }
    FileTime started = Files.getLastModifiedTime(ready);
    for (Path input : inputs) {
      Path file = installation.machine().at(input);
      if (Files.exists(file) && Files.getLastModifiedTime(file).compareTo(started) > 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void apply() throws IOException, InterruptedException {
    Files.deleteIfExists(ready());
    installation.manager().restart(installation.layout());
    Deadline deadline = Deadline.in(limit);
    while (Files.notExists(ready())) {
      if (deadline.isOver()) {
        throw BuildFailure.of(FailureKind.HOST_SETUP, "the worker does not take work")
            .where(installation.layout().unit())
            .why("it was not ready within " + limit.toSeconds() + " s; the system keeps trying")
            .todo("fix what it reports, and run pim worker install again")
            .lastLines(installation.manager().lastWords(installation.layout()))
            .build();
      }
      Pause.REAL.rest(deadline.remaining(LOOK));
    }
  }

  private Path ready() {
    return installation.machine().at(installation.layout().ready());
  }
}
