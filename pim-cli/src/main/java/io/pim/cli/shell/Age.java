package io.pim.cli.shell;

import java.time.Duration;

/** An option that says how long ago something was. */
public record Age(Duration length) {}
