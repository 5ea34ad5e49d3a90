package io.pim.tools.qemu;

import io.pim.model.unit.Architecture;
import java.nio.file.Path;

/**
 * A kernel that QEMU starts directly, without a boot loader.
 *
 * @param arguments may contain a secret, so QEMU reads them from a private file
 */
public record KernelBoot(Path kernel, Path initrd, String arguments) {
  /**
   * The arguments for the kernel. Under emulation they turn off an x86 kernel's test of its timer:
   * on a busy host an emulated processor fails it, and the kernel panics with "IO-APIC + timer
   * doesn't work". Under KVM the kernel skips the test by itself.
   */
  String argumentsUnder(Accelerator accelerator, Architecture architecture) {
    boolean skipped = accelerator == Accelerator.TCG && architecture == Architecture.X86_64;
    return (skipped ? "no_timer_check " : "") + arguments;
  }
}
