package io.pim.tools.qemu;

import java.nio.file.Path;

/**
 * UEFI for one architecture.
 *
 * @param code the firmware itself, read-only and shared by all machines
 * @param variables the template of the variables; each machine gets a copy
 */
public record UefiFirmware(Path code, Path variables) {}
