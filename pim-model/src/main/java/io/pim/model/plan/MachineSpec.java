package io.pim.model.plan;

import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Firmware;

/** The virtual machine a build runs in. */
public record MachineSpec(
    Architecture architecture, Firmware firmware, ByteSize diskSize, ByteSize memory, int cpus) {}
