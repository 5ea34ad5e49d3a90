package io.pim.cli.ventoy;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.host.ventoy.BlockDevice;
import io.pim.host.ventoy.BlockDevices;
import io.pim.host.ventoy.DeviceCheck;
import io.pim.host.ventoy.VentoyDisk;
import io.pim.host.ventoy.VentoyRelease;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Settings;
import io.pim.model.config.VentoySettings;
import io.pim.model.files.HomePath;
import io.pim.model.unit.Digest;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The settings and the device for the commands of {@code pim ventoy}. */
record VentoySetup(
    CliContext context,
    VentoySettings settings,
    BlockDevices devices,
    CommandRunner runner,
    Tools tools) {
  /**
   * Reads the settings.
   *
   * @throws io.pim.cli.output.CommandFailure on anything but Linux
   */
  static VentoySetup of(CliContext context) {
    if (!System.getProperty("os.name", "").startsWith("Linux")) {
      throw Complaint.of(ExitStatus.FAILED, "pim ventoy works on Linux only.")
          .because("Ventoy's own installer is for Linux and Windows, PIM runs the one for Linux")
          .advise(
              "Prepare the USB device on a Linux machine; ISOs can then be copied to its volume "
                  + "'Ventoy', on this machine as well.")
          .failure();
    }
    return new VentoySetup(
        context,
        Settings.read(ConfigFolders.of(context.folders())).ventoy(),
        BlockDevices.ofThisMachine(),
        new ProcessRunner(),
        Tools.of(context.environment()));
  }

  DeviceCheck check() {
    return new DeviceCheck(devices);
  }

  /** The named device, else that of the settings. */
  BlockDevice device(Optional<String> named) throws IOException {
    Optional<String> device = named.or(settings::device);
    if (device.isPresent()) {
      return check().find(device.get());
    }
    List<String> candidates = devices.pluggedIn().stream().map(DeviceCheck::titled).toList();
    throw Complaint.of(ExitStatus.USAGE, "Name the USB device.")
        .because(
            candidates.isEmpty()
                ? "no suitable device is plugged in"
                : "plugged in: " + String.join("; ", candidates))
        .advise("Give it after the command, or as ventoy.device in pim.yml; lsblk shows all.")
        .failure();
  }

  /** Ventoy on a device. */
  VentoyDisk ventoyOn(BlockDevice device) {
    return VentoyDisk.on(device)
        .orElseThrow(
            () ->
                Complaint.of(ExitStatus.FAILED, "There is no Ventoy on " + device.path() + ".")
                    .at(DeviceCheck.titled(device))
                    .advise("Put it on: pim ventoy prepare " + device.path())
                    .failure());
  }

  void requireRoot(String command) throws IOException {
    if (!(Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid)
        || uid != 0) {
      throw Complaint.of(ExitStatus.FAILED, "Only root may write to whole disks.")
          .advise("sudo -E " + command + " (-E keeps HOME, and so your configuration)")
          .failure();
    }
  }

  /** The release that the settings select. */
  VentoyRelease release() {
    String version = settings.version().orElseThrow(() -> missing("version", "1.0.99"));
    String checksum = settings.checksum().orElseThrow(() -> missing("checksum", "sha256:0123..."));
    String file = settings.file().orElse(VentoyRelease.usualFileName(version));
    String url = settings.url().orElse(VentoyRelease.usualUrl(version, file));
    try {
      return new VentoyRelease(version, file, url, Digest.of(checksum));
    } catch (IllegalArgumentException e) {
      throw Complaint.of(ExitStatus.USAGE, "The settings for Ventoy cannot be used.")
          .because(String.valueOf(e.getMessage()))
          .advise("Fix ventoy.file or ventoy.checksum in pim.yml.")
          .failure(e);
    }
  }

  private RuntimeException missing(String field, String example) {
    return Complaint.of(ExitStatus.USAGE, "pim.yml does not say which Ventoy to use.")
        .because("ventoy." + field + " is missing, such as " + example)
        .advise(
            "Choose a release at https://github.com/ventoy/Ventoy/releases; its sha256.txt has the"
                + " checksum of the -linux.tar.gz.")
        .failure();
  }

  /** The folder in which a command mounts a partition while it runs. */
  static Path mountParent() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** The folder for archives and programs. */
  Path folder() {
    Path usual = context.folders().ventoy();
    return settings
        .dir()
        .map(dir -> usual.resolve(HomePath.of(dir, CliContext.home(context.environment()))))
        .orElse(usual)
        .normalize();
  }
}
