package io.pim.e2e.bench;

import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds with Packer, which always starts from scratch. */
final class PackerBuild {
  private static final Duration LIMIT = Duration.ofMinutes(60);
  private static final String INSTALLED = "PIM-INSTALLER: DONE";

  private final Lab lab;
  private final Recipe recipe;

  PackerBuild(Lab lab, Recipe recipe) {
    this.lab = lab;
    this.recipe = recipe;
  }

  /** The output of {@code packer version}; empty without Packer. */
  static Optional<String> version(Lab lab) throws InterruptedException {
    try {
      String output =
          lab.run(lab.folder(), Duration.ofMinutes(1), List.of("packer", "version")).exits(0).out();
      return output.lines().findFirst().map(line -> line.replace("Packer v", ""));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  Built build() throws IOException, InterruptedException {
    Path folder = lab.fresh("packer");
    Path template = folder.resolve("template.json");
    Files.writeString(template, Json.mapper().writeValueAsString(template(folder)));
    Program packer =
        lab.start(folder, List.of("packer", "build", "-color=false", template.toString()));
    Watched installed =
        Watched.forText(folder.resolve("console.log"), INSTALLED, LIMIT, packer::isAlive);
    Program.Ended ended = packer.await(LIMIT).exits(0);
    return new Stopwatch(ended.begun())
        .ended(Phase.PREPARE, ended.at("Starting VM"))
        .ended(Phase.INSTALL, installed.at())
        .ended(Phase.BOOT, ended.at("Connected to SSH!"))
        .ended(
            Phase.SCRIPTS, ended.at("Provisioning with shell script: " + recipe.finalizeScript()))
        .ended(Phase.FINALIZE, ended.at("Gracefully halting virtual machine"))
        .ended(Phase.SHUTDOWN, ended.at("Converting hard drive"))
        .ended(Phase.FLATTEN, ended.ended())
        .built(folder.resolve("output/image.qcow2"));
  }

  private Map<String, Object> template(Path folder) throws IOException {
    List<String> scripts = new ArrayList<>();
    recipe.scripts().forEach(script -> scripts.add(script.toString()));
    scripts.add(recipe.finalizeScript().toString());
    Map<String, Object> shell = new LinkedHashMap<>();
    shell.put("type", "shell");
    shell.put("scripts", scripts);
    shell.put("environment_vars", recipe.environment());
    shell.put(
        "execute_command",
        "chmod +x {{ .Path }}; " + recipe.guest().login().asRoot() + "env {{ .Vars }} {{ .Path }}");
    return Map.of("builders", List.of(builder(folder)), "provisioners", List.of(shell));
  }

  private Map<String, Object> builder(Path folder) throws IOException {
    Guest.Machine machine = recipe.guest().machine();
    Map<String, Object> qemu = new LinkedHashMap<>();
    qemu.put("type", "qemu");
    qemu.put("accelerator", Guest.ACCELERATOR);
    qemu.put("machine_type", QemuArguments.MACHINE);
    qemu.put("cpus", machine.cpus());
    qemu.put("memory", machine.memoryMebibytes());
    qemu.put("headless", true);
    qemu.put("qemuargs", arguments(folder));
    qemu.put("iso_url", recipe.iso().toString());
    qemu.put("iso_checksum", "sha256:" + recipe.isoDigest());
    qemu.put("disk_size", machine.diskSize());
    qemu.put("disk_interface", "virtio");
    // This describes only the drive. The device follows below, because Packer's is for arm64.
    qemu.put("cdrom_interface", "virtio-scsi");
    qemu.put("disk_cache", QemuArguments.CACHE);
    qemu.put("disk_discard", QemuArguments.DISCARD);
    qemu.put("disk_detect_zeroes", QemuArguments.DETECT_ZEROES);
    qemu.put("format", "qcow2");
    qemu.put("disk_compression", true);
    qemu.put("http_directory", recipe.web().toString());
    qemu.put("http_port_min", recipe.port());
    qemu.put("http_port_max", recipe.port());
    // Packer types nothing, so the wait can be short; 0 would mean the default of 10 s.
    qemu.put("boot_wait", "1ms");
    qemu.put("ssh_username", recipe.guest().login().user());
    qemu.put("ssh_private_key_file", recipe.key().toString());
    qemu.put("ssh_timeout", LIMIT.toMinutes() + "m");
    qemu.put("shutdown_command", recipe.guest().login().asRoot() + "poweroff");
    qemu.put("output_directory", folder.resolve("output").toString());
    qemu.put("vm_name", "image.qcow2");
    return qemu;
  }

  private static List<List<String>> arguments(Path folder) {
    List<List<String>> arguments = new ArrayList<>();
    arguments.add(List.of("-nodefaults", ""));
    arguments.add(List.of("-cpu", QemuArguments.CPU));
    arguments.add(List.of("-serial", QemuArguments.console(folder.resolve("console.log"))));
    arguments.add(List.of("-netdev", QemuArguments.network("{{ .SSHHostPort }}")));
    // Packer gives the medium's drive this ID.
    QemuArguments.devices("cdrom0").forEach(device -> arguments.add(List.of("-device", device)));
    return arguments;
  }
}
