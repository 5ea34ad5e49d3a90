package io.pim.cli.erb;

/**
 * How a template's run ended.
 *
 * @param text what was rendered; empty after an error
 * @param lasting whether another run would render the same, as far as its code tells
 * @param error what went wrong, on one line; empty without an error
 * @param line the template's line the error is on, counted from 1; 0 where it is not known
 * @param undefined the name that nothing defines, where that is the error; else empty
 */
record ErbResult(String text, boolean lasting, String error, int line, String undefined) {
  static ErbResult failed(String error, int line) {
    return new ErbResult("", false, error, line, "");
  }
}
