package io.pim.tools.qemu;

import java.nio.file.Path;

/**
 * A kernel that QEMU starts directly, without a boot loader.
 *
 * @param arguments may contain a secret, so QEMU reads them from a private file
 */
public record KernelBoot(Path kernel, Path initrd, String arguments) {}
