package io.pim.cli.output;

/** Colours, if the terminal shows them; otherwise text stays unchanged. */
public record Ink(boolean on) {
  private static final String RESET = "\u001b[0m";

  public String bold(String text) {
    return wrap("1", text);
  }

  public String dim(String text) {
    return wrap("2", text);
  }

  public String red(String text) {
    return wrap("31", text);
  }

  public String green(String text) {
    return wrap("32", text);
  }

  public String yellow(String text) {
    return wrap("33", text);
  }

  public String cyan(String text) {
    return wrap("36", text);
  }

  private String wrap(String code, String text) {
    return on ? "\u001b[" + code + "m" + text + RESET : text;
  }
}
