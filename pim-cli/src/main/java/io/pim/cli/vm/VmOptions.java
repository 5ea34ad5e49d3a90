package io.pim.cli.vm;

import io.pim.cli.output.CommandFailure;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.Memory;
import io.pim.cli.shell.Processors;
import io.pim.host.vm.VmImage;
import io.pim.host.vm.VmWish;
import io.pim.model.files.VmName;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Firmware;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.GuestNetwork;
import io.pim.tools.qemu.PortForward;
import io.pim.worker.VmTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The options that describe a new machine. */
final class VmOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(
      paramLabel = "IMAGE",
      description = {
        "An image's name; a profile, or PROFILE-ARCH, which means the newest;",
        "or the path of a qcow2 file."
      })
  private String image;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Default: the profile and a number, such as developer-1.")
  private VmName name;

  @Option(names = "--cpus", paramLabel = "N", description = "Default: as the image was built.")
  private Processors cpus;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "Such as 2G, or a number of MiB. Default: as the image was built.")
  private Memory memory;

  @Option(
      names = "--disk",
      paramLabel = "SIZE",
      description = "A larger disk than the image's; cloud-init grows the file system.")
  private ByteSize disk;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "HOST:GUEST",
      description = "Forward a port of 127.0.0.1 to a port of the guest. Can be repeated.")
  private List<PortForward> ports = List.of();

  @Option(
      names = "--net",
      paramLabel = "NET",
      defaultValue = "user",
      description =
          "user (needs no rights; uses forwarded ports), bridge:INTERFACE, or vmnet (macOS). "
              + "Default: ${DEFAULT-VALUE}.")
  private GuestNetwork network;

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "x86_64 or arm64; a foreign one is emulated. Default: this host's.")
  private Architecture architecture;

  @Option(
      names = "--firmware",
      paramLabel = "FW",
      description = "bios or uefi, for a qcow2 file; for a registered image it is known.")
  private Firmware firmware;

  @Option(
      names = "--accel",
      paramLabel = "ACCEL",
      description = "kvm, hvf or tcg. Default: the first that works.")
  private Accelerator accelerator;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "The login user, with sudo. Default: your own name; pim if you are root.")
  private String user;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = {
        "A public SSH key that may log in, in addition to the VM's own. Can be repeated.",
        "Default: ~/.ssh/*.pub."
      })
  private List<Path> keys = List.of();

  @Option(names = "--hostname", paramLabel = "NAME", description = "Default: the VM's name.")
  private String hostname;

  @Option(
      names = "--user-data",
      paramLabel = "FILE",
      description =
          "A file passed to cloud-init unchanged; it overrides PIM's user, keys and host name, "
              + "which are vendor-data then.")
  private Path userData;

  VmWish wish(CliContext context, VmTools tools, boolean removeWhenStopped) throws IOException {
    VmImage found =
        new VmImages(context.folders(), tools.images())
            .require(image, Optional.ofNullable(architecture), Optional.ofNullable(firmware));
    try {
      return new VmWish(
          found,
          Optional.ofNullable(name),
          cpus == null ? OptionalInt.empty() : OptionalInt.of(cpus.count()),
          Optional.ofNullable(memory).map(Memory::size),
          Optional.ofNullable(disk),
          network.withForwards(ports),
          OwnKeys.user(Optional.ofNullable(user)),
          Optional.ofNullable(hostname),
          OwnKeys.lines(keys.stream().map(context.folders().project()::resolve).toList()),
          UserData.read(Optional.ofNullable(userData).map(context.folders().project()::resolve)),
          removeWhenStopped,
          Optional.ofNullable(accelerator));
    } catch (IllegalArgumentException e) {
      throw refused(e);
    }
  }

  private CommandFailure refused(IllegalArgumentException why) {
    String text = why.getMessage();
    String sentence = Character.toUpperCase(text.charAt(0)) + text.substring(1);
    return Complaint.of(ExitStatus.USAGE, sentence.endsWith(".") ? sentence : sentence + ".")
        .advise("See " + command.qualifiedName() + " --help")
        .failure(why);
  }
}
