package io.pim.tools.qemu;

import java.nio.file.Path;

/**
 * A kernel that QEMU starts itself, past any boot loader.
 *
 * @param arguments may hold a secret: QEMU reads them from a private file
 */
public record KernelBoot(Path kernel, Path initrd, String arguments) {}
