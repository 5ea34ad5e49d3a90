package io.pim.cli.watch;

/** A command that helps now, and its purpose. */
public record NextCommand(String command, String does) {}
