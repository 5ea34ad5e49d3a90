package io.pim.cli.erb;

/**
 * A rendered template.
 *
 * @param lasting whether the same template and variables always give the same text
 */
public record Rendering(String text, boolean lasting) {
  /** The rendering of a template that depends on its variables only. */
  public static Rendering lasting(String text) {
    return new Rendering(text, true);
  }
}
