package io.pim.cli.shell;

/** The value of an option that takes a port. */
public record Port(int number) {}
