package io.pim.host.ventoy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.host.ventoy.BlockDevice.Attachment;
import io.pim.model.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which disks PIM would wipe, tested with trees as the kernel shows them and with the real /dev.
 */
class DeviceCheckTest {
  @TempDir Path root;
  private BlockDevices devices;
  private DeviceCheck check;

  @BeforeEach
  void aStickWithTwoPartitions() throws IOException {
    disk("sdb", "pci0000:00/usb1/1-2", Map.of("size", "60000000", "removable", "1"));
    partition("pci0000:00/usb1/1-2/sdb", "sdb1", 1, 2048, 59_900_000);
    partition("pci0000:00/usb1/1-2/sdb", "sdb2", 2, 59_902_048, 65_536);
    disk("sda", "pci0000:00/ata1", Map.of("size", "1000000000"));
    partition("pci0000:00/ata1/sda", "sda1", 1, 2048, 999_000_000);
    file("proc/self/mountinfo", "");
    file("proc/swaps", "Filename Type Size Used Priority\n");
    devices = new BlockDevices(root);
    check = new DeviceCheck(devices);
  }

  private void disk(String name, String place, Map<String, String> facts) throws IOException {
    Path folder = root.resolve("sys/devices").resolve(place).resolve(name);
    file(folder.resolve("ro"), "0");
    file(folder.resolve("dev"), name.equals("sda") ? "8:0" : "8:16");
    file(folder.resolve("device/model"), "Ultra Fit");
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      file(folder.resolve(fact.getKey()), fact.getValue() + "\n");
    }
    link(name, folder);
  }

  private void partition(String disk, String name, int number, long start, long sectors)
      throws IOException {
    Path folder = root.resolve("sys/devices").resolve(disk).resolve(name);
    file(folder.resolve("partition"), number + "\n");
    file(folder.resolve("start"), start + "\n");
    file(folder.resolve("size"), sectors + "\n");
    file(folder.resolve("dev"), (name.startsWith("sda") ? "8:" : "8:1") + (6 + number) + "\n");
    link(name, folder);
  }

  private void link(String name, Path folder) throws IOException {
    Path link = root.resolve("sys/class/block").resolve(name);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, folder);
  }

  private void file(String path, String text) throws IOException {
    file(root.resolve(path), text);
  }

  private static void file(Path path, String text) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private String refusal(String name) throws IOException {
    BlockDevice device = devices.find(name).orElseThrow();
    return assertThrows(BuildFailure.class, () -> check.requireWipeable(device, false))
        .report()
        .why();
  }

  @Test
  void acceptsAnUnusedStick() throws IOException {
    BlockDevice stick = devices.find("sdb").orElseThrow();
    check.requireWipeable(stick, false);
    assertEquals(Attachment.USB, stick.attachment());
    assertEquals("/dev/sdb (28.6G Ultra Fit)", DeviceCheck.titled(stick));
    assertTrue(VentoyDisk.on(stick).isPresent());
    assertEquals(List.of(stick), devices.pluggedIn());
  }

  @Test
  void refusesBuiltInDevices() throws IOException {
    assertTrue(refusal("sda").contains("built in"));
    assertTrue(VentoyDisk.on(devices.find("sda").orElseThrow()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "22 1 8:17 / / rw - ext4 /dev/sdb1 rw; this system runs from it: it is mounted at /",
        "22 1 0:40 / /home rw - btrfs /dev/sdb1 rw; this system runs from it",
        "22 1 8:17 / /media/my\\040stick rw,nosuid shared:1 - vfat /dev/sdb1 rw;"
            + " it is mounted at /media/my stick: unmount it first",
        "22 1 8:16 / /mnt ro - iso9660 /dev/sdb ro; it is mounted at /mnt"
      })
  void refusesMountedDevices(String line, String why) throws IOException {
    file("proc/self/mountinfo", "21 1 0:20 / /proc rw - proc proc rw\n" + line + "\n");
    assertTrue(refusal("sdb").startsWith(why), refusal("sdb"));
  }

  @Test
  void refusesSwapAndBackingDevices() throws IOException {
    file("proc/swaps", "Filename Type Size\n/dev/sdb2 partition 1\n");
    assertTrue(refusal("sdb").contains("swaps to it"));
    file("proc/swaps", "");
    file("sys/devices/pci0000:00/usb1/1-2/sdb/sdb1/holders/dm-0", "");
    assertTrue(refusal("sdb").contains("LVM, RAID or LUKS uses it: dm-0"));
  }

  @Test
  void refusesReadOnlyDevices() throws IOException {
    file("sys/devices/pci0000:00/usb1/1-2/sdb/ro", "1\n");
    assertTrue(refusal("sdb").contains("write-protected"));
    file("sys/devices/pci0000:00/usb1/1-2/sdb/size", "0\n");
    assertTrue(refusal("sdb").contains("no medium"));
    assertEquals(List.of(), devices.pluggedIn());
  }

  @Test
  void distinguishesAnSdCardFromSolderedMemory() throws IOException {
    disk("mmcblk0", "soc/mmc_host/mmc0/mmc0:1", Map.of("size", "100", "device/type", "SD"));
    disk("mmcblk1", "soc/mmc_host/mmc1/mmc1:1", Map.of("size", "100", "device/type", "MMC"));
    assertEquals(Attachment.REMOVABLE, devices.find("mmcblk0").orElseThrow().attachment());
    assertEquals(Attachment.FIXED, devices.find("mmcblk1").orElseThrow().attachment());
  }

  @ParameterizedTest
  @CsvSource({
    "/dev/../etc,not the name of a disk",
    "/dev/../dev/sda,not the name of a disk",
    "/etc/passwd,not the name of a disk",
    "sdb,not the name of a disk",
    "/dev/disk/by-id/usb-x,not the name of a disk",
    "'/dev/sdb;reboot',not the name of a disk",
    "/dev/no-such-disk,does not exist",
    "/dev/null,not a disk",
    "/dev/stdin,it is a link"
  })
  void refusesNamesThatAreNotDisks(String name, String why) {
    DeviceCheck real = new DeviceCheck(BlockDevices.ofThisMachine());
    assumeTrue(Files.isDirectory(Path.of("/sys/class/block")), "no sysfs here");
    BuildFailure failure = assertThrows(BuildFailure.class, () -> real.find(name));
    assertTrue(failure.report().why().contains(why), failure.report().why());
  }
}
