package io.pim.cli.doctor;

import java.util.Optional;

/**
 * What one check has seen; an element of the JSON of {@code pim doctor -o json}.
 *
 * @param check what was looked at
 * @param what one sentence without its full stop
 * @param todo what mends it, a command where one does; empty where nothing has to be
 */
public record Finding(String check, Verdict verdict, String what, Optional<String> todo) {
  static Finding ok(String check, String what) {
    return new Finding(check, Verdict.OK, what, Optional.empty());
  }

  static Finding warn(String check, String what, String todo) {
    return new Finding(check, Verdict.WARN, what, Optional.of(todo));
  }

  static Finding fail(String check, String what, String todo) {
    return new Finding(check, Verdict.FAIL, what, Optional.of(todo));
  }

  /** The same as no more than a warning. */
  Finding mildly() {
    return verdict == Verdict.FAIL ? new Finding(check, Verdict.WARN, what, todo) : this;
  }
}
