package io.pim.cli.shell;

import java.time.Duration;

/** The value of an option that takes an age. */
public record Age(Duration length) {}
