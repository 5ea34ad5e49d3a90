package io.pim.cli.shell;

/** The value of an option that limits the length of a list; at least 1. */
public record ListLimit(int count) {}
