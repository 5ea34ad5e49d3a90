package io.pim.tools.qemu;

import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a disk of 1 MiB with a few bytes of code that a BIOS boots; it needs no operating system.
 */
final class BootSector {
  private static final int SECTOR = 512;

  private final QemuInstallation installation;
  private final CommandRunner runner;

  BootSector(QemuInstallation installation, CommandRunner runner) {
    this.installation = installation;
    this.runner = runner;
  }

  /** Writes a qcow2 disk; a raw draft of it stays in the folder. */
  Path write(byte[] code, Path folder, Path disk) throws IOException, InterruptedException {
    byte[] raw = Arrays.copyOf(code, 1 << 20);
    raw[SECTOR - 2] = 0x55;
    raw[SECTOR - 1] = (byte) 0xaa;
    Path draft = Files.write(folder.resolve("boot.raw"), raw);
    Files.createDirectories(disk.getParent());
    runner.run(
        Command.of(
            List.of(
                installation.qemuImg().toString(),
                "convert",
                "-f",
                "raw",
                "-O",
                "qcow2",
                draft.toString(),
                disk.toString()),
            Duration.ofSeconds(30)));
    return disk;
  }
}
