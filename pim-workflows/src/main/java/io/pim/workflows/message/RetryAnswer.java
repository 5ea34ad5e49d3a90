package io.pim.workflows.message;

/**
 * The effect of a retry.
 *
 * @param fromStep the first step whose key is new, or the step that failed
 * @param why one sentence for people
 */
public record RetryAnswer(String fromStep, String why) {}
