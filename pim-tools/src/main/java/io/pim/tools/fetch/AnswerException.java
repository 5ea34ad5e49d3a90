package io.pim.tools.fetch;

import java.io.IOException;

/** An answer that a person must act on: another attempt would get the same one. */
final class AnswerException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  /**
   * @param message the answer, without the URL
   * @param remedy what to do, a sentence
   */
  AnswerException(String message, String remedy) {
    super(message);
    this.remedy = remedy;
  }

  String remedy() {
    return remedy;
  }
}
