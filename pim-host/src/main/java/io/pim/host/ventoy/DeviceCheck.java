package io.pim.host.ventoy;

import io.pim.host.ventoy.BlockDevice.Attachment;
import io.pim.host.ventoy.BlockDevice.Mount;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes it hard to name and wipe a wrong disk. */
public final class DeviceCheck {
  private static final Pattern NAME = Pattern.compile("/dev/([A-Za-z0-9][A-Za-z0-9_-]{0,63})");
  private static final int TYPE_BITS = 0170000;
  private static final int BLOCK_DEVICE = 0060000;
  private static final Set<Path> SYSTEM =
      Set.of(
          Path.of("/"),
          Path.of("/boot"),
          Path.of("/boot/efi"),
          Path.of("/usr"),
          Path.of("/var"),
          Path.of("/home"));

  private final BlockDevices devices;

  public DeviceCheck(BlockDevices devices) {
    this.devices = devices;
  }

  /**
   * The whole disk that a person named.
   *
   * @throws BuildFailure HOST_SETUP when it is not a whole disk
   */
  public BlockDevice find(String device) throws IOException {
    Matcher matcher = NAME.matcher(device);
    if (!matcher.matches()) {
      throw refused(device, "it is not the name of a disk, such as /dev/sdb");
    }
    Path path = Path.of(device);
    if (Files.isSymbolicLink(path)) {
      throw refused(
          device, "it is a link, to " + Files.readSymbolicLink(path) + ": name the disk itself");
    }
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(device, "it does not exist");
    }
    if (!(Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) instanceof Integer mode)
        || (mode & TYPE_BITS) != BLOCK_DEVICE) {
      throw refused(device, "it is not a disk");
    }
    String name = matcher.group(1);
    var disk = devices.diskOf(name);
    if (disk.isPresent()) {
      throw refused(device, "it is a partition: name the whole disk, /dev/" + disk.get());
    }
    if (!devices.number(name).equals(Optional.of(numberOf(path)))) {
      throw refused(device, "the kernel knows another disk, or none, by this name");
    }
    return devices.find(name).orElseThrow(() -> refused(device, "the kernel knows no such disk"));
  }

  /**
   * Refuses a disk that must not be wiped.
   *
   * @param allowLoop whether a loop device may be wiped
   * @throws BuildFailure HOST_SETUP with the reason
   */
  public void requireWipeable(BlockDevice device, boolean allowLoop) throws IOException {
    String path = device.path().toString();
    Attachment attachment = device.attachment();
    if (attachment == Attachment.FIXED) {
      throw refused(path, "it is built in: neither on USB nor removable");
    }
    if (attachment == Attachment.LOOP && !allowLoop) {
      throw refused(path, "it is a loop device; --allow-loop if that is what you mean");
    }
    requireUnused(device, path);
    if (device.bytes() == 0) {
      throw refused(path, "no medium is in it");
    }
    if (device.readOnly()) {
      throw refused(path, "it is write-protected");
    }
  }

  private void requireUnused(BlockDevice device, String path) throws IOException {
    List<Path> folders = device.mounts().stream().map(Mount::folder).toList();
    if (folders.stream().anyMatch(SYSTEM::contains)) {
      throw refused(path, "this system runs from it: it is mounted at " + shown(folders));
    }
    if (device.swap()) {
      throw refused(path, "this system swaps to it");
    }
    if (!device.holders().isEmpty()) {
      throw refused(path, "LVM, RAID or LUKS uses it: " + String.join(", ", device.holders()));
    }
    if (!folders.isEmpty()) {
      throw refused(path, "it is mounted at " + shown(folders) + ": unmount it first");
    }
  }

  private static String shown(List<Path> folders) {
    return folders.stream().map(Path::toString).collect(Collectors.joining(", "));
  }

  /** In sysfs's notation; decoded as in glibc's makedev. */
  private static String numberOf(Path path) throws IOException {
    long device = (Long) Files.getAttribute(path, "unix:rdev");
    long major = (device >>> 8 & 0xfff) | (device >>> 32 & ~0xfffL);
    long minor = (device & 0xff) | (device >>> 12 & ~0xffL & 0xffffffffL);
    return major + ":" + minor;
  }

  private BuildFailure refused(String device, String why) {
    return BuildFailure.of(FailureKind.HOST_SETUP, "PIM does not touch " + device)
        .where(device)
        .why(why)
        .todo(candidates())
        .build();
  }

  private String candidates() {
    try {
      String found =
          devices.pluggedIn().stream().map(DeviceCheck::titled).collect(Collectors.joining("; "));
      return found.isEmpty()
          ? "Plug in the USB device; no suitable device is plugged in now."
          : "Possible devices: " + found;
    } catch (IOException e) {
      return "lsblk lists all disks.";
    }
  }

  /** The name, size and model, by which people recognise a disk. */
  public static String titled(BlockDevice device) {
    String size = device.bytes() > 0 ? new ByteSize(device.bytes()).rounded() : "no medium";
    return (device.path() + " (" + size + " " + device.model()).strip() + ")";
  }
}
