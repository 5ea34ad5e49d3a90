package io.pim.cli.shell;

/** The value of an option that takes a number of processors. */
public record Processors(int count) {}
