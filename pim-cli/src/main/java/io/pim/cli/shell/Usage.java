package io.pim.cli.shell;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import java.io.IOException;

/** Values of options that do not fit together, or that only a type's own rules refuse. */
public final class Usage {
  private Usage() {}

  /** What makes a value of options. */
  public interface Made<T> {
    T make() throws IOException;
  }

  /** Turns a refused value into a complaint about usage. */
  public static <T> T checked(Made<T> made) throws IOException {
    try {
      return made.make();
    } catch (IllegalArgumentException e) {
      throw Complaint.of(ExitStatus.USAGE, sentence(e.getMessage()))
          .advise("See pim vm run --help")
          .failure(e);
    }
  }

  private static String sentence(String message) {
    String text = Character.toUpperCase(message.charAt(0)) + message.substring(1);
    return text.endsWith(".") ? text : text + ".";
  }
}
