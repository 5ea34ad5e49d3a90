package io.pim.workflows.activity;

/**
 * What an activity's heartbeat carries.
 *
 * @param fraction how much of the step is done, 0 to 1; negative where that is not known
 * @param line what is going on, one line
 */
public record StepProgress(String step, double fraction, String line) {}
