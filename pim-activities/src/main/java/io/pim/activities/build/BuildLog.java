package io.pim.activities.build;

import io.pim.model.secret.Redactor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** The build's log: a line an event, with time and step, free of secrets. */
public final class BuildLog {
  private final Path file;
  private final Redactor redactor;
  private final Clock clock;

  BuildLog(Path file, Redactor redactor, Clock clock) {
    this.file = file;
    this.redactor = redactor;
    this.clock = clock;
  }

  /** Adds one line; a line break inside it would let output pose as another step's. */
  public void add(String step, String line) {
    String entry =
        clock.instant().truncatedTo(ChronoUnit.MILLIS)
            + " ["
            + step
            + "] "
            + redactor.redact(line).replace('\n', ' ').replace('\r', ' ')
            + "\n";
    try {
      Files.write(
          file,
          entry.getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Masks the build's secrets in text that goes elsewhere. */
  public String redact(String text) {
    return redactor.redact(text);
  }

  /** The last lines of a text file such as a console, free of secrets; none when there is none. */
  public List<String> lastLines(Path textFile, int count) {
    Deque<String> last = new ArrayDeque<>();
    // Consoles are not valid UTF-8 throughout; Latin-1 reads anything.
    try (Stream<String> lines = Files.lines(textFile, StandardCharsets.ISO_8859_1)) {
      lines
          .map(line -> line.replaceAll("\\x1b\\[[0-9;?]*[A-Za-z]|[\\x00-\\x08\\x0b-\\x1f]", ""))
          .filter(line -> !line.isBlank())
          .forEach(
              line -> {
                last.addLast(line.length() > 300 ? line.substring(0, 300) : line);
                if (last.size() > count) {
                  last.removeFirst();
                }
              });
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
    return last.stream().map(redactor::redact).toList();
  }
}
