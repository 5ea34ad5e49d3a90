package io.pim.cli.shell;

/** The value of an option that takes a port to listen on; 0 means any free port. */
public record ListenPort(int number) {}
