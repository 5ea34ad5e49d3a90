package io.pim.cli.shell;

/** An option's number of processors. */
public record Processors(int count) {}
