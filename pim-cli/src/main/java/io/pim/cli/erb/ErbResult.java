package io.pim.cli.erb;

/**
 * The result of running a template.
 *
 * @param text the rendered text; empty after an error
 * @param lasting whether another run would render the same, as far as its code shows
 * @param error the error, on one line; empty without an error
 * @param line the template's line with the error, counted from 1; 0 when not known
 * @param undefined the undefined name, if that is the error; else empty
 */
record ErbResult(String text, boolean lasting, String error, int line, String undefined) {
  static ErbResult failed(String error, int line) {
    return new ErbResult("", false, error, line, "");
  }
}
