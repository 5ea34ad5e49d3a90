package io.pim.workflows.activity;

/** What is worth telling people of how a step went, one line; may be empty. */
public record StepNote(String text) {
  public static final StepNote NONE = new StepNote("");
}
