package io.pim.cli.doctor;

import java.util.Optional;

/**
 * The result of one check; an element of the JSON of {@code pim doctor -o json}.
 *
 * @param check the subject
 * @param what one sentence without its full stop
 * @param todo how to fix it, if possible a command; empty when nothing is wrong
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

  /** The same finding with a warning as the worst verdict. */
  Finding mildly() {
    return verdict == Verdict.FAIL ? new Finding(check, Verdict.WARN, what, todo) : this;
  }
}
