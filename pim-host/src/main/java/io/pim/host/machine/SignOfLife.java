package io.pim.host.machine;

import java.time.Instant;

/**
 * Something a guest did.
 *
 * @param at by the wall clock, for people
 */
record SignOfLife(Kind kind, Instant at) {
  /** Where it showed. The processor is none of them: a kernel that hangs may keep it busy. */
  enum Kind {
    CONSOLE("on its console"),
    DISK("on its disk"),
    ANSWER("an answer to PIM");

    private final String where;

    Kind(String where) {
      this.where = where;
    }
  }

  @Override
  public String toString() {
    return kind.where + ", at " + at;
  }
}
