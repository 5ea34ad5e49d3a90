package io.pim.cli.shell;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Has a person type what is at stake: a yes is given too easily. */
public record TypedConfirmation(PrintWriter prompt) {
  private static final int LONGEST = 200;

  /** Whether exactly these words were typed, in one line; the end of input is a no. */
  public boolean of(String words) throws IOException {
    prompt.print("Type \"" + words + "\" to go on: ");
    prompt.flush();
    StringBuilder answer = new StringBuilder();
    for (int next = System.in.read(); next >= 0 && next != '\n'; next = System.in.read()) {
      if (answer.length() < LONGEST) {
        answer.append(new String(new byte[] {(byte) next}, StandardCharsets.ISO_8859_1));
      }
    }
    return answer.toString().strip().replaceAll("\\s+", " ").equals(words);
  }
}
