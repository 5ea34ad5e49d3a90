package io.pim.host.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Consoles as Debian 12's kernel left them in QEMU. */
class LastWordTest {
  @Test
  void findsAPowerOff() {
    assertEquals(
        Optional.of(LastWord.POWER_DOWN),
        LastWord.in(
            List.of(
                "[    5.085486] ACPI: PM: Preparing to enter system sleep state S5",
                "[    5.096853] reboot: Power down")));
  }

  @Test
  void findsAReboot() {
    assertEquals(
        Optional.of(LastWord.RESTART),
        LastWord.in(
            List.of(
                "[   11.440757] reboot: Restarting system",
                "[   11.440757] reboot: machine restart")));
  }

  @Test
  void findsNoneAfterAPanic() {
    assertEquals(
        Optional.empty(),
        LastWord.in(
            List.of(
                "[    5.1] Kernel panic - not syncing: VFS: Unable to mount root fs",
                "[    5.2] ---[ end Kernel panic - not syncing: VFS ]---",
                "[    5.3] Rebooting in 1 seconds..")));
  }

  @Test
  void findsNoneAfterAProcessorFault() {
    assertEquals(Optional.empty(), LastWord.in(List.of("Installing the base system", "")));
  }

  /** A system that restarted before it was ready, and powers off now. */
  @Test
  void usesTheLastOfSeveral() {
    assertEquals(
        Optional.of(LastWord.POWER_DOWN),
        LastWord.in(List.of("[ 9.1] reboot: Restarting system", "[ 4.2] reboot: Power down")));
  }

  /** A quiet kernel prints nothing between its reboot and a crash. */
  @Test
  void ignoresARebootThatPimHasOrdered() {
    assertEquals(
        Optional.empty(),
        LastWord.in(List.of("[ 9.1] reboot: Restarting system", LastWord.REBOOTED)));
    assertEquals(
        Optional.of(LastWord.RESTART),
        LastWord.in(List.of(LastWord.REBOOTED, "[ 9.1] reboot: Restarting system")));
  }
}
