package io.pim.e2e.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The installer's ISO with GRUB for BIOS, which starts the installer at once, without typed
 * parameters. PIM builds from the same file and does not use GRUB.
 */
final class BootableIso {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private BootableIso() {}

  /**
   * Makes the ISO.
   *
   * @param parameters the installer's, as on the kernel's command line
   */
  static Path make(Lab lab, Path iso, String parameters) throws IOException, InterruptedException {
    Path folder = lab.fresh("iso");
    Files.writeString(
        folder.resolve("grub.cfg"),
        "linux /install.amd/vmlinuz " + parameters + "\ninitrd /install.amd/initrd.gz\nboot\n");
    lab.run(
            folder,
            LIMIT,
            List.of(
                "grub-mkimage",
                "--format=i386-pc-eltorito",
                "--config=grub.cfg",
                "--prefix=/",
                "--output=grub.img",
                "biosdisk",
                "iso9660",
                "linux"))
        .exits(0);
    Path bootable = folder.resolve(iso.getFileName().toString());
    lab.run(folder, LIMIT, xorriso(iso, bootable)).exits(0);
    return bootable;
  }

  private static List<String> xorriso(Path iso, Path bootable) {
    return List.of(
        "xorriso",
        "-indev",
        iso.toString(),
        "-outdev",
        bootable.toString(),
        "-map",
        "grub.img",
        "/boot/grub.img",
        "-boot_image",
        "grub",
        "bin_path=/boot/grub.img",
        "-boot_image",
        "any",
        "platform_id=0x00",
        "-boot_image",
        "any",
        "emul_type=no_emulation",
        "-boot_image",
        "any",
        "load_size=2048",
        "-boot_image",
        "any",
        "boot_info_table=on",
        "-boot_image",
        "grub",
        "grub2_boot_info=on");
  }
}
