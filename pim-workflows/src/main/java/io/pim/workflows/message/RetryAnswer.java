package io.pim.workflows.message;

/**
 * What a retry will do.
 *
 * @param fromStep the first step whose key is new, or the step that failed
 * @param why one sentence for people
 */
public record RetryAnswer(String fromStep, String why) {}
