package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.files.RuntimeFiles;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Anybody on this host can read a process's arguments. */
class SecretArgumentsTest {
  private static final String SECRET = "Zx3-secret_path-Qq9";
  private static final String SERIAL = "ds=nocloud-net;s=http://10.0.2.2:1/" + SECRET + "/";
  private static final String APPEND =
      "auto=true preseed/url=http://10.0.2.2:1/" + SECRET + "/preseed.cfg a,b 'c d' ---";

  @TempDir Path folder;

  @Test
  void argumentsContainNeitherKernelArgumentsNorSerialNumber() {
    RuntimeFiles files = new RuntimeFiles(folder, "vm");
    VmSpec spec = secretMachine(Architecture.X86_64).build();

    List<String> line =
        QemuCommandLine.build(
            spec,
            new QemuSystem(Path.of("/q"), "7.2", Optional.empty(), true),
            files,
            OptionalInt.empty());

    assertFalse(String.join(" ", line).contains(SECRET), line::toString);
  }

  @Test
  void theFilesArePrivate() throws Exception {
    RuntimeFiles files = new RuntimeFiles(folder, "vm");
    Files.writeString(files.smbios(), "of an earlier start");

    PrivateInputs.write(secretMachine(Architecture.X86_64).build(), files);

    for (Path file : List.of(files.kernelArguments(), files.smbios())) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      assertTrue(Files.readString(file, StandardCharsets.ISO_8859_1).contains(SECRET));
    }
    PrivateInputs.remove(files);
    assertFalse(Files.exists(files.kernelArguments()) || Files.exists(files.smbios()));
  }

  /** The guest must still get both, and the machine's process must show neither. */
  @ParameterizedTest
  @EnumSource(Architecture.class)
  void qemuReadsTheFiles(Architecture architecture) throws Exception {
    RealQemu qemu = new RealQemu(folder);
    assumeTrue(qemu.installation.supports(architecture), "no QEMU for " + architecture);
    VmSpecBuilder spec = secretMachine(architecture);
    if (architecture == Architecture.ARM64) {
      assumeTrue(qemu.installation.system(architecture).uefi().isPresent(), "no UEFI");
      spec.uefi(folder.resolve("vars.fd"));
    }
    qemu.images.create(folder.resolve("disk.qcow2"), ByteSize.parse("1M"));
    Files.move(new TestQemu(folder).kernel(), folder.resolve("k"));
    Files.write(folder.resolve("i"), new byte[512]);
    Path facts = folder.resolve("facts.json");

    VirtualMachine machine = qemu.machines.start(spec.build(), facts, folder.resolve("qemu.log"));

    try {
      long pid = machine.facts().process().pid();
      Path cmdline = Path.of("/proc/" + pid + "/cmdline");
      assumeTrue(Files.exists(cmdline), "no Linux");
      String arguments = Files.readString(cmdline, StandardCharsets.ISO_8859_1);
      assertTrue(arguments.contains("-smbios"), arguments);
      assertFalse(arguments.contains(SECRET), arguments);
      // QEMU has read the file, and so PIM has removed it.
      RuntimeFiles files = qemu.folders.vm("vm");
      assertFalse(Files.exists(files.kernelArguments()) || Files.exists(files.smbios()));
    } finally {
      machine.kill();
    }
  }

  @Test
  void onlyAnEmulatedPcSkipsTheTimerTest() {
    KernelBoot boot = new KernelBoot(folder.resolve("k"), folder.resolve("i"), "auto=true ---");

    assertEquals(
        "no_timer_check auto=true ---", boot.argumentsUnder(Accelerator.TCG, Architecture.X86_64));
    assertEquals("auto=true ---", boot.argumentsUnder(Accelerator.KVM, Architecture.X86_64));
    assertEquals("auto=true ---", boot.argumentsUnder(Accelerator.TCG, Architecture.ARM64));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\"b", "a\nb", "a\u0000b"})
  void refusesValuesThatQemusFileCannotHold(String arguments) {
    assertThrows(BuildFailure.class, () -> KernelArgumentsFile.of(arguments));
  }

  @Test
  void aLineOfQemusFileHasALimit() {
    String most = "x".repeat(1023 - "  append = \"\"\n".length());

    assertEquals(1023 + "[machine]\n".length(), KernelArgumentsFile.of(most).length);
    assertThrows(BuildFailure.class, () -> KernelArgumentsFile.of(most + "x"));
  }

  private VmSpecBuilder secretMachine(Architecture architecture) {
    return VmSpec.named("vm")
        .machine(architecture, Accelerator.TCG)
        .size(1, ByteSize.parse("256M"))
        .disk(folder.resolve("disk.qcow2"))
        .consoleLog(folder.resolve("console.log"))
        .smbiosSerial(SERIAL)
        .kernel(new KernelBoot(folder.resolve("k"), folder.resolve("i"), APPEND));
  }
}
