package io.pim.tools.utm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Firmware;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UtmMachineTest {
  @TempDir Path folder;

  private Map<String, Object> read(UtmMachine machine, String... files) throws Exception {
    Path bundle = folder.resolve(machine.name() + ".utm");
    Path data = Files.createDirectories(bundle.resolve(UtmMachine.DATA));
    Files.writeString(bundle.resolve(UtmMachine.CONFIGURATION), machine.configuration());
    for (String file : files) {
      Files.writeString(data.resolve(file), "x");
    }
    return StrictUtmReader.read(bundle);
  }

  private static UtmMachine machine(Architecture architecture, Firmware firmware, UUID... seed) {
    return new UtmMachine(
        "web-1",
        new UUID(1, 2),
        "notes with <angles> & \"quotes\"\nand a line",
        architecture,
        firmware,
        ByteSize.ofMebibytes(4096),
        3,
        "Shared",
        "52:54:00:01:02:03",
        new UUID(3, 4),
        Optional.of(seed).filter(ids -> ids.length > 0).map(ids -> ids[0]));
  }

  @Test
  @SuppressWarnings("unchecked")
  void utmReadsAMachineWithUefi() throws Exception {
    Map<String, Object> all =
        read(machine(Architecture.ARM64, Firmware.UEFI), "disk.qcow2", "efi_vars.fd");

    Map<String, Object> system = (Map<String, Object>) all.get("System");
    assertEquals("aarch64", system.get("Architecture"));
    assertEquals(4096L, system.get("MemorySize"));
    assertEquals(3L, system.get("CPUCount"));
    Map<String, Object> information = (Map<String, Object>) all.get("Information");
    assertEquals("notes with <angles> & \"quotes\"\nand a line", information.get("Notes"));
    assertEquals("00000000-0000-0001-0000-000000000002", information.get("UUID"));
  }

  @Test
  void utmReadsAMachineWithBiosAndASeed() throws Exception {
    Map<String, Object> all =
        read(machine(Architecture.X86_64, Firmware.BIOS, new UUID(5, 6)), "disk.qcow2", "seed.iso");

    List<Map<String, Object>> drives = StrictUtmReader.sections(all, "Drive");
    assertEquals("seed.iso", drives.get(1).get("ImageName"));
    assertEquals(true, drives.get(1).get("ReadOnly"));
    assertEquals("VirtIO", drives.get(0).get("Interface"));
  }

  /** The strict reader is useful only if it refuses wrong machines. */
  @Test
  void theReaderRefusesAMissingFile() {
    assertThrows(
        AssertionError.class, () -> read(machine(Architecture.ARM64, Firmware.UEFI), "disk.qcow2"));
  }

  @Test
  void refusesAnIncompletePropertyList() {
    assertThrows(IllegalArgumentException.class, () -> Plist.of(Map.of("a", 1.5)));
    assertThrows(IllegalArgumentException.class, () -> Plist.of(Map.of("a", "\u0001")));
  }
}
