package io.pim.cli.erb;

/**
 * A template rendered.
 *
 * @param lasting whether the same template and variables always yield the same text
 */
public record Rendering(String text, boolean lasting) {
  /** Of a template that looks at its variables alone. */
  public static Rendering lasting(String text) {
    return new Rendering(text, true);
  }
}
