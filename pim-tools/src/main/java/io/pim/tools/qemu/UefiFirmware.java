package io.pim.tools.qemu;

import java.nio.file.Path;

/**
 * UEFI for one architecture.
 *
 * @param code the program, read-only, shared by all machines
 * @param variables the template of the variables that each machine has a copy of
 */
public record UefiFirmware(Path code, Path variables) {}
