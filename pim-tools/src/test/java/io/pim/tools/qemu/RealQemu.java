package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.model.files.PimFolders;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.DetachedProcesses;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The QEMU of this host, wired as in a worker, in a folder of the test. */
final class RealQemu {
  /** Forever writes sector 1 of the disk through the BIOS, and a dot to the serial port. */
  private static final byte[] BUSY_BOOT_SECTOR =
      HexFormat.of().parseHex("31c08ec0b80103bb007cb90200ba8000cd13baf803b02eee" + "ebe6");

  /** mov dx, 0x505; mov al, 1; out dx, al; then: hlt; jmp then. */
  private static final byte[] PANICKING_BOOT_SECTOR = HexFormat.of().parseHex("ba0505b001eef4ebfd");

  final Tools tools = Tools.of(System.getenv());
  final CommandRunner runner = new ProcessRunner();
  final QemuInstallation installation = new QemuInstallation(tools, runner);
  final QemuImg images = new QemuImg(installation, runner);
  final ImageConverter converter = new ImageConverter(installation, runner);
  final DetachedProcesses processes = new DetachedProcesses(tools);
  final PimFolders folders;
  final VirtualMachines machines;
  private final Path folder;

  RealQemu(Path folder) {
    assumeTrue(installation.supports(Architecture.X86_64), "qemu-system-x86_64 is not installed");
    assumeTrue(tools.find("qemu-img").isPresent(), "qemu-img is not installed");
    this.folder = folder;
    this.folders = PimFolders.of(Map.of("XDG_RUNTIME_DIR", folder.toString()), folder, folder);
    this.machines = new VirtualMachines(folders, installation, processes);
  }

  VmSpecBuilder machine(String name, Path disk) {
    return VmSpec.named(name)
        .machine(Architecture.X86_64, Accelerator.TCG)
        .size(1, ByteSize.parse("64M"))
        .disk(disk)
        .consoleLog(folder.resolve("console.log"));
  }

  /** A disk whose boot code keeps writing to it; it needs no operating system. */
  Path busyDisk(String name) throws IOException, InterruptedException {
    return new BootSector(installation, runner)
        .write(BUSY_BOOT_SECTOR, folder, folder.resolve(name));
  }

  /** A boot disk that reports a panic to QEMU at once, like a kernel with a pvpanic driver. */
  Path panickingDisk(String name) throws IOException, InterruptedException {
    return new BootSector(installation, runner)
        .write(PANICKING_BOOT_SECTOR, folder, folder.resolve(name));
  }

  /** A disk on which all reads fail, as if the host's own disk failed. */
  Path failingDisk(String name) throws IOException, InterruptedException {
    Path disk = folder.resolve(name);
    Path under = Files.write(folder.resolve("under.raw"), new byte[1 << 20]);
    String fails =
        "json:{\"driver\":\"raw\",\"file\":{\"driver\":\"blkdebug\",\"inject-error\":[{\"event\":\"none\","
            + "\"iotype\":\"read\",\"errno\":5,\"immediately\":true}],\"image\":{\"driver\":\"file\","
            + "\"filename\":\""
            + under
            + "\"}}}";
    String img = installation.qemuImg().toString();
    Command create =
        Command.of(
            List.of(
                img,
                "create",
                "-u",
                "-f",
                "qcow2",
                "-F",
                "raw",
                "-b",
                fails,
                disk.toString(),
                "1M"),
            Duration.ofSeconds(30));
    assertTrue(runner.run(create).succeeded());
    return disk;
  }

  /** Writes a pattern into a disk, 128 KiB after its start. */
  void write(Path to, int pattern, int bytes) throws InterruptedException {
    assertTrue(
        runner
            .run(
                Command.of(
                    List.of(
                        "qemu-io",
                        "-f",
                        "qcow2",
                        "-c",
                        "write -P " + pattern + " 128k " + (bytes / 512) * 512,
                        to.toString()),
                    Duration.ofSeconds(30)))
            .succeeded());
  }
}
