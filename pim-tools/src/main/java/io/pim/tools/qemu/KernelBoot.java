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
   * The arguments that the kernel gets. An x86 kernel tests its timer by counting interrupts for a
   * while that it measures in loops; an emulated processor on a busy host is too slow for that, and
   * the kernel panics with "IO-APIC + timer doesn't work". Under KVM it skips the test by itself.
   */
  String argumentsUnder(Accelerator accelerator, Architecture architecture) {
    boolean skipped = accelerator == Accelerator.TCG && architecture == Architecture.X86_64;
    return (skipped ? "no_timer_check " : "") + arguments;
  }
}
