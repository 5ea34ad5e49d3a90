package io.pim.tools.ssh;

/** Turns any text into one word of a POSIX shell. */
final class ShellWord {
  private ShellWord() {}

  /** In single quotes, which take everything literally (POSIX XCU 2.2.2), but end at a quote. */
  static String quote(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a shell word cannot hold a NUL character");
    }
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
