package io.pim.worker;

import io.pim.host.deploy.TargetDrivers;
import io.pim.host.deploy.aws.AwsDriver;
import io.pim.host.deploy.directory.DirectoryDriver;
import io.pim.host.deploy.libvirt.LibvirtDriver;
import io.pim.host.deploy.oci.OciDriver;
import io.pim.host.deploy.proxmox.ProxmoxDriver;
import io.pim.host.deploy.utm.UtmDriver;
import io.pim.model.target.AwsTarget;
import io.pim.model.target.DirectoryTarget;
import io.pim.model.target.LibvirtTarget;
import io.pim.model.target.OciTarget;
import io.pim.model.target.ProxmoxTarget;
import io.pim.model.target.TargetType;
import io.pim.model.target.UtmTarget;
import io.pim.tools.fetch.EnvironmentProxies;
import io.pim.tools.libvirt.Virsh;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Tools;
import io.pim.tools.qemu.ImageConverter;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.utm.UtmApp;
import java.nio.file.Path;
import java.util.Map;

/** Creates the drivers of all types of targets, with the programs and files of this host. */
final class HostDrivers {
  private final Map<String, String> environment;
  private final Path home;
  private final Tools programs;
  private final CommandRunner runner;
  private final QemuImg qemuImg;
  private final ImageConverter converter;

  HostDrivers(
      Map<String, String> environment,
      Path home,
      Tools programs,
      CommandRunner runner,
      QemuImg qemuImg,
      ImageConverter converter) {
    this.environment = environment;
    this.home = home;
    this.programs = programs;
    this.runner = runner;
    this.qemuImg = qemuImg;
    this.converter = converter;
  }

  /** The drivers, each of which is created when a target is opened. */
  TargetDrivers all() {
    return new TargetDrivers(
        Map.of(
            TargetType.DIRECTORY,
            (name, settings, secrets) ->
                DirectoryDriver.open(name, (DirectoryTarget) settings, home, converter),
            TargetType.OCI,
            (name, settings, secrets) ->
                OciDriver.open(
                    name, (OciTarget) settings, secrets, home, new EnvironmentProxies(environment)),
            TargetType.PROXMOX,
            (name, settings, secrets) ->
                ProxmoxDriver.open((ProxmoxTarget) settings, secrets, home, converter),
            TargetType.UTM,
            (name, settings, secrets) ->
                new UtmDriver(
                    name,
                    (UtmTarget) settings,
                    home,
                    converter,
                    UtmApp.ofThisMachine(home, runner)),
            TargetType.LIBVIRT,
            (name, settings, secrets) -> libvirt(name, (LibvirtTarget) settings),
            TargetType.AWS,
            // Every class of AWS's SDK is loaded from here on, and not before.
            (name, settings, secrets) -> AwsDriver.open((AwsTarget) settings, converter)));
  }

  private LibvirtDriver libvirt(String name, LibvirtTarget settings) {
    Path virsh = programs.find("virsh").orElse(Path.of("virsh"));
    return new LibvirtDriver(
        name, settings, new Virsh(virsh, settings.uri(), runner), qemuImg, converter);
  }
}
