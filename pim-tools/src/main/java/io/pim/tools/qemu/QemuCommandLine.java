package io.pim.tools.qemu;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.files.RuntimeFiles;
import io.pim.model.json.Json;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.tools.qmp.BlockNodes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Makes QEMU's argument list; starts nothing and reads nothing. It contains no secret: those are in
 * {@link PrivateInputs}.
 */
public final class QemuCommandLine {
  /** The system disk's device id, by which the monitor finds its nodes. */
  public static final String SYSTEM_DISK = "system-disk";

  /** The character device that leads to the guest's agent. */
  static final String AGENT_CHANNEL = "agent";

  /** The character device on which the guest's root shell is asked for. */
  static final String SHELL_CALLS = "shell-calls";

  /** The character device that is the serial console. */
  public static final String CONSOLE = "console";

  /** The names of the root shell's ports, as the guest's kernel shows them. */
  public static final String SHELL_PORT = "io.pim.shell";

  public static final String SHELL_ERRORS_PORT = "io.pim.shell.errors";
  public static final String SHELL_CALLS_PORT = "io.pim.shell.calls";

  private static final String PAUSED = "-S";
  private static final String SYSTEM_NODE = "system";

  private final List<String> arguments = new ArrayList<>();
  private final VmSpec spec;

  private QemuCommandLine(VmSpec spec) {
    this.spec = spec;
  }

  /**
   * The program and its arguments.
   *
   * @param sshPort the port of 127.0.0.1 that is forwarded to the guest's SSH server
   */
  public static List<String> build(
      VmSpec spec, QemuSystem system, RuntimeFiles files, OptionalInt sshPort) {
    QemuCommandLine line = new QemuCommandLine(spec);
    line.arguments.add(system.binary().toString());
    line.machine();
    if (system.sandbox()) {
      line.add("-sandbox", Sandbox.option(spec.network()));
    }
    line.firmware(system);
    line.channels(files);
    line.systemDisk();
    line.seed();
    line.cdrom();
    line.kernel(files);
    line.network(sshPort);
    line.generation();
    line.panic();
    return List.copyOf(line.arguments);
  }

  /** The command line without the argument that starts the guest paused. */
  static List<String> unpaused(List<String> line) {
    return line.stream().filter(argument -> !argument.equals(PAUSED)).toList();
  }

  private void machine() {
    add("-name", escape(spec.name()));
    // Settings of the distribution or the user must not change a build.
    arguments.add("-nodefaults");
    arguments.add("-no-user-config");
    add("-display", "none");
    add("-machine", machineType(spec.architecture()));
    add("-accel", spec.accelerator().option());
    add("-cpu", spec.accelerator().cpu(spec.architecture()));
    add("-smp", Integer.toString(spec.cpus()));
    add("-m", spec.memory().toMebibytes() + "M");
    add("-device", "virtio-rng-pci");
    add("-boot", "strict=on");
    if (spec.noReboot()) {
      arguments.add("-no-reboot");
    }
    if (spec.noShutdown()) {
      arguments.add("-no-shutdown");
    }
    if (spec.paused()) {
      arguments.add(PAUSED);
    }
  }

  static String machineType(Architecture architecture) {
    return architecture == Architecture.ARM64 ? "virt,gic-version=max" : "q35";
  }

  private void firmware(QemuSystem system) {
    if (spec.firmware() == Firmware.BIOS) {
      return;
    }
    UefiFirmware uefi =
        system.uefi().orElseThrow(() -> QemuInstallation.uefiMissing(spec.architecture()));
    flash(uefi.code(), ",readonly=on");
    flash(spec.uefiVariables().orElseThrow(), "");
  }

  private void flash(Path file, String more) {
    add("-drive", "if=pflash,format=raw" + more + ",file=" + escape(file));
  }

  private void channels(RuntimeFiles files) {
    add("-pidfile", files.pid().toString());
    add("-qmp", "unix:" + escape(files.qmp()) + ",server=on,wait=off");
    add(
        "-chardev",
        socket(CONSOLE, files.serial())
            + ",logfile="
            + escape(spec.consoleLog())
            + ",logappend=on");
    add("-serial", "chardev:" + CONSOLE);
    add("-device", "virtio-serial-pci");
    add("-chardev", socket(AGENT_CHANNEL, files.guestAgent()));
    add("-device", "virtserialport,chardev=" + AGENT_CHANNEL + ",name=org.qemu.guest_agent.0");
    if (spec.shellPorts()) {
      port("shell", files.shell(), SHELL_PORT);
      port("shell-errors", files.shellErrors(), SHELL_ERRORS_PORT);
      port(SHELL_CALLS, files.shellCalls(), SHELL_CALLS_PORT);
    }
  }

  private void port(String chardev, Path socket, String name) {
    add("-chardev", socket(chardev, socket));
    add("-device", "virtserialport,chardev=" + chardev + ",name=" + name);
  }

  private void systemDisk() {
    Map<String, Object> disk =
        spec.lasting()
            ? BlockNodes.lasting(SYSTEM_NODE, spec.disk())
            : BlockNodes.writable(SYSTEM_NODE, spec.disk());
    add("-blockdev", json(spec.image().map(image -> BlockNodes.onImage(disk, image)).orElse(disk)));
    // Index 0 belongs to a kernel that QEMU starts directly.
    add(
        "-device",
        "virtio-blk-pci,id=" + SYSTEM_DISK + ",drive=" + SYSTEM_NODE + ",bootindex=1" + onError());
  }

  /**
   * Stops the guest at a disk error. Otherwise it may continue after the error, and PIM would keep
   * a damaged disk. By default QEMU stops it only when the disk is full.
   */
  private String onError() {
    return spec.noShutdown() ? ",werror=stop,rerror=stop" : "";
  }

  private void seed() {
    spec.seed()
        .ifPresent(
            volume -> {
              add("-blockdev", json(BlockNodes.readOnlyRaw("seed", volume)));
              add("-device", "virtio-blk-pci,drive=seed");
            });
  }

  private void cdrom() {
    if (spec.cdrom().isEmpty()) {
      return;
    }
    add("-blockdev", json(BlockNodes.readOnlyRaw("cdrom", spec.cdrom().get())));
    add("-device", "virtio-scsi-pci");
    add("-device", "scsi-cd,drive=cdrom,bootindex=2");
  }

  /**
   * Passes the kernel's arguments in a file, because everybody on this host can read a process's
   * arguments.
   */
  private void kernel(RuntimeFiles files) {
    spec.kernel()
        .ifPresent(
            boot -> {
              add("-kernel", boot.kernel().toString());
              add("-initrd", boot.initrd().toString());
              add("-readconfig", files.kernelArguments().toString());
            });
    if (spec.smbiosSerial().isPresent()) {
      add("-smbios", "file=" + escape(files.smbios()));
    }
  }

  private void network(OptionalInt sshPort) {
    add("-netdev", spec.network().netdev(sshPort));
    // There is no boot ROM, because nothing boots from the network. The slot is always the same:
    // Debian's installer stores the interface's name, which udev derives from the slot.
    add("-device", "virtio-net-pci,netdev=net,romfile=,addr=0x10" + spec.network().macOption());
  }

  /**
   * Gives each start another generation id; a kernel that sees a new id draws new random numbers.
   */
  private void generation() {
    if (spec.generation() && spec.architecture() == Architecture.X86_64) {
      add("-device", "vmgenid,guid=auto");
    }
  }

  /**
   * Lets a kernel report a panic, and stops the machine then, so that it does not look like a
   * power-off. This device is last, because it takes a slot on arm64.
   */
  private void panic() {
    if (spec.noShutdown()) {
      add("-device", spec.architecture() == Architecture.ARM64 ? "pvpanic-pci" : "pvpanic");
    }
  }

  private static String socket(String id, Path path) {
    return "socket,id=" + id + ",path=" + escape(path) + ",server=on,wait=off";
  }

  private void add(String option, String value) {
    arguments.add(option);
    arguments.add(value);
  }

  private static String json(Object options) {
    try {
      return Json.mapper().writeValueAsString(options);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** QEMU splits an option at commas; a doubled comma stands for one. */
  private static String escape(Object value) {
    return value.toString().replace(",", ",,");
  }
}
