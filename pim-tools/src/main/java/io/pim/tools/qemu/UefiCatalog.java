package io.pim.tools.qemu;

import io.pim.model.unit.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The places where distributions keep UEFI firmware without Secure Boot, as raw flash contents. */
final class UefiCatalog {
  private static final List<UefiFirmware> X86_64 =
      List.of(
          pair("OVMF/OVMF_CODE_4M.fd", "OVMF/OVMF_VARS_4M.fd"), // Debian, Ubuntu
          pair("edk2/x64/OVMF_CODE.4m.fd", "edk2/x64/OVMF_VARS.4m.fd"), // Arch
          pair("edk2/ovmf/OVMF_CODE.fd", "edk2/ovmf/OVMF_VARS.fd"), // Fedora, RHEL
          pair("edk2-ovmf/x64/OVMF_CODE.fd", "edk2-ovmf/x64/OVMF_VARS.fd"), // older Arch
          pair("qemu/ovmf-x86_64-4m-code.bin", "qemu/ovmf-x86_64-4m-vars.bin"), // openSUSE
          pair("OVMF/OVMF_CODE.fd", "OVMF/OVMF_VARS.fd"), // older Debian
          pair("qemu/edk2-x86_64-code.fd", "qemu/edk2-i386-vars.fd")); // Homebrew, QEMU itself
  private static final List<UefiFirmware> ARM64 =
      List.of(
          pair("AAVMF/AAVMF_CODE.fd", "AAVMF/AAVMF_VARS.fd"),
          pair("edk2/aarch64/QEMU_CODE.fd", "edk2/aarch64/QEMU_VARS.fd"),
          pair("edk2/aarch64/QEMU_EFI-pflash.raw", "edk2/aarch64/vars-template-pflash.raw"),
          pair("edk2-armvirt/aarch64/QEMU_CODE.fd", "edk2-armvirt/aarch64/QEMU_VARS.fd"),
          pair("qemu/aavmf-aarch64-code.bin", "qemu/aavmf-aarch64-vars.bin"),
          pair("qemu/edk2-aarch64-code.fd", "qemu/edk2-arm-vars.fd"));

  /** The virt machine has flash of exactly this size, and accepts no other file. */
  private static final long ARM_FLASH_BYTES = 64L << 20;

  private UefiCatalog() {}

  /** The first pair of files that exists below one of the folders, such as /usr/share. */
  static Optional<UefiFirmware> find(Architecture architecture, List<Path> shares) {
    List<UefiFirmware> known = architecture == Architecture.ARM64 ? ARM64 : X86_64;
    return shares.stream()
        .flatMap(share -> known.stream().map(pair -> below(share, pair)))
        .filter(pair -> fits(architecture, pair.code()) && fits(architecture, pair.variables()))
        .findFirst();
  }

  private static UefiFirmware below(Path share, UefiFirmware pair) {
    return new UefiFirmware(share.resolve(pair.code()), share.resolve(pair.variables()));
  }

  private static boolean fits(Architecture architecture, Path file) {
    try {
      return Files.isReadable(file)
          && (architecture != Architecture.ARM64 || Files.size(file) == ARM_FLASH_BYTES);
    } catch (IOException e) {
      return false;
    }
  }

  private static UefiFirmware pair(String code, String variables) {
    return new UefiFirmware(Path.of(code), Path.of(variables));
  }
}
