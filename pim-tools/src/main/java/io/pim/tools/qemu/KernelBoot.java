package io.pim.tools.qemu;

import java.nio.file.Path;

/** A kernel that QEMU starts itself, past any boot loader; no secret in its arguments. */
public record KernelBoot(Path kernel, Path initrd, String arguments) {}
