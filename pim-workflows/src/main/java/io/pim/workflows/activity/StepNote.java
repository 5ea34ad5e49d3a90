package io.pim.workflows.activity;

/** The result of a step for people, one line; may be empty. */
public record StepNote(String text) {
  public static final StepNote NONE = new StepNote("");
}
