package io.pim.cli.shell;

import io.pim.model.unit.ByteSize;

/** The value of an option that takes an amount of memory; a bare number means MiB. */
public record Memory(ByteSize size) {}
