package io.pim.tools.qemu;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The emulator of one architecture, as found on this host.
 *
 * @param version as QEMU prints it, such as {@code 7.2.22}
 * @param uefi the UEFI firmware, if installed
 * @param sandbox whether its own sandbox works, see {@link Sandbox}
 */
public record QemuSystem(
    Path binary, String version, Optional<UefiFirmware> uefi, boolean sandbox) {}
