package io.pim.cli.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Asks the person at the terminal. */
public record Confirmation(PrintWriter prompt) {
  private static final int LONGEST = 200;

  /** Asks a question. The answer is yes, unless it begins with n or the input has ended. */
  public boolean yes(String question) throws IOException {
    return answer(question + " [Y/n] ")
        .filter(answer -> !answer.toLowerCase(Locale.ROOT).startsWith("n"))
        .isPresent();
  }

  /** Makes the person type certain words, because a yes is typed too easily. */
  public boolean typed(String words) throws IOException {
    return answer("Type \"" + words + "\" to continue: ")
        .filter(answer -> answer.replaceAll("\\s+", " ").equals(words))
        .isPresent();
  }

  /**
   * Reads one line, byte by byte, because the rest of the input belongs to the next reader, such as
   * an editor.
   *
   * @return empty when the input has ended
   */
  private Optional<String> answer(String question) throws IOException {
    prompt.print(question);
    prompt.flush();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = System.in.read();
    while (next >= 0 && next != '\n') {
      if (line.size() < LONGEST) {
        line.write(next);
      }
      next = System.in.read();
    }
    return next < 0 ? Optional.empty() : Optional.of(line.toString(StandardCharsets.UTF_8).strip());
  }
}
