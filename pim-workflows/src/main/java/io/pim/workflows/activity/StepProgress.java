package io.pim.workflows.activity;

/**
 * The content of an activity's heartbeat.
 *
 * @param fraction the part of the step that is done, 0 to 1; negative when not known
 * @param line the current activity, one line
 */
public record StepProgress(String step, double fraction, String line) {}
