package io.pim.cli.shell;

import io.pim.model.unit.ByteSize;

/** An option's amount of memory, which a bare number gives in MiB. */
public record Memory(ByteSize size) {}
