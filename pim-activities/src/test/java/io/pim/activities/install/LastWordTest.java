package io.pim.activities.install;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Consoles as Debian 12's kernel left them in QEMU. */
class LastWordTest {
  @Test
  void ofASystemThatPoweredOff() {
    assertTrue(
        LastWord.isAmong(
            List.of(
                "[    5.085486] ACPI: PM: Preparing to enter system sleep state S5",
                "[    5.096853] reboot: Power down")));
  }

  @Test
  void ofASystemThatRebooted() {
    assertTrue(
        LastWord.isAmong(
            List.of(
                "[   11.440757] reboot: Restarting system",
                "[   11.440757] reboot: machine restart")));
  }

  @Test
  void noneOfAKernelThatPanicked() {
    assertFalse(
        LastWord.isAmong(
            List.of(
                "[    5.1] Kernel panic - not syncing: VFS: Unable to mount root fs",
                "[    5.2] ---[ end Kernel panic - not syncing: VFS ]---",
                "[    5.3] Rebooting in 1 seconds..")));
  }

  @Test
  void noneOfAProcessorThatFaulted() {
    assertFalse(LastWord.isAmong(List.of("Installing the base system", "")));
  }
}
