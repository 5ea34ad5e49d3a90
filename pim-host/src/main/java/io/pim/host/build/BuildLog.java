package io.pim.host.build;

import io.pim.model.failure.DiskFull;
import io.pim.model.secret.Redactor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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

/** The log of a build, or of a look into an image: a line an event, free of secrets. */
public final class BuildLog {
  private static final int LONGEST_SHOWN = 300;

  private final Path file;
  private final Redactor redactor;
  private final Clock clock;

  public BuildLog(Path file, Redactor redactor, Clock clock) {
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
            + oneLine(redactor.redact(line))
            + "\n";
    try {
      Files.write(
          file,
          entry.getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(DiskFull.named(file, e));
    }
  }

  /** Masks the build's secrets in text that goes elsewhere. */
  public String redact(String text) {
    return redactor.redact(text);
  }

  /** Neither a line break nor anything a terminal would obey. */
  public static String oneLine(String text) {
    return text.replaceAll("[\\p{Cc}\\u2028\\u2029]", " ");
  }

  /** The last lines of a text file such as a console, free of secrets; none when there is none. */
  public List<String> lastLines(Path textFile, int count) {
    Deque<String> last = new ArrayDeque<>();
    // A reader of this kind takes anything: what is not UTF-8 becomes U+FFFD.
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(textFile), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String shown = line.replaceAll("\\x1b\\[[0-9;?]*[A-Za-z]|[\\p{Cc}&&[^\\t]]", "");
        if (!shown.isBlank()) {
          last.addLast(shown);
        }
        if (last.size() > count) {
          last.removeFirst();
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    // Shortened last: the first half of a secret is none that could be found.
    return last.stream().map(redactor::redact).map(BuildLog::shorten).toList();
  }

  private static String shorten(String line) {
    return line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) : line;
  }
}
