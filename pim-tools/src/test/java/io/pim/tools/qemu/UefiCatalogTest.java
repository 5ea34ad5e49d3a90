package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.unit.Architecture;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UefiCatalogTest {
  @TempDir Path share;

  @Test
  void findsDebiansBeforeQemusOwn() throws Exception {
    file("qemu/edk2-x86_64-code.fd", 1);
    file("qemu/edk2-i386-vars.fd", 1);
    assertEquals(share.resolve("qemu/edk2-i386-vars.fd"), x86().orElseThrow().variables());

    file("OVMF/OVMF_CODE_4M.fd", 1);
    file("OVMF/OVMF_VARS_4M.fd", 1);
    assertEquals(share.resolve("OVMF/OVMF_CODE_4M.fd"), x86().orElseThrow().code());
  }

  @Test
  void ignoresFirmwareWithoutItsVariables() throws Exception {
    file("OVMF/OVMF_CODE_4M.fd", 1);

    assertEquals(Optional.empty(), x86());
  }

  @Test
  void ignoresArmFirmwareThatIsNotPaddedToItsFlash() throws Exception {
    file("AAVMF/AAVMF_CODE.fd", 2 << 20);
    file("AAVMF/AAVMF_VARS.fd", 2 << 20);
    file("qemu/edk2-aarch64-code.fd", 64 << 20);
    file("qemu/edk2-arm-vars.fd", 64 << 20);

    assertEquals(
        share.resolve("qemu/edk2-aarch64-code.fd"),
        UefiCatalog.find(Architecture.ARM64, List.of(share)).orElseThrow().code());
  }

  private Optional<UefiFirmware> x86() {
    return UefiCatalog.find(Architecture.X86_64, List.of(Path.of("/nonexistent"), share));
  }

  private void file(String name, long bytes) throws IOException {
    Path file = share.resolve(name);
    Files.createDirectories(file.getParent());
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(bytes);
    }
  }
}
