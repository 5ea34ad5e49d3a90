package io.pim.host.deploy.proxmox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.proxmox.fake.FakeProxmox;
import io.pim.tools.proxmox.fake.StoredVolume;
import io.pim.tools.proxmox.fake.Vm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In a real QEMU, a VM with PIM's options boots from the bytes that PIM sent. */
@Tag("qemu")
@Timeout(180)
class UploadedImageBootsTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** QEMU's exit status when a guest writes 0x10 to its exit device. */
  private static final int ENDED_BY_THE_GUEST = (0x10 << 1) | 1;

  /** Writes the text after it to the first serial port, and ends the machine. */
  private static final int[] CODE = {
    0xFC, // cld
    0x31, 0xC0, // xor ax, ax
    0x8E, 0xD8, // mov ds, ax
    0xBE, 0x1C, 0x7C, // mov si, 0x7C1C
    0xBA, 0xF8, 0x03, // mov dx, 0x3F8
    0xAC, // next: lodsb
    0x84, 0xC0, // test al, al
    0x74, 0x03, // jz done
    0xEE, // out dx, al
    0xEB, 0xF8, // jmp next
    0xBA, 0xF4, 0x00, // done: mov dx, 0xF4
    0xB0, 0x10, // mov al, 0x10
    0xEE, // out dx, al
    0xF4, // hlt
    0xEB, 0xFD, // jmp to the hlt
  };

  @TempDir private Path folder;
  private FakeProxmox fake;

  @BeforeEach
  void start() throws Exception {
    fake = FakeProxmox.start(folder, "pve1");
    fake.cluster().addLocal("pve1", "local", "dir", 1L << 30, "import");
    fake.cluster().addLocal("pve1", "local-lvm", "lvmthin", 1L << 40, "images");
    fake.grantAll();
  }

  @AfterEach
  void stop() throws Exception {
    fake.close();
  }

  private static Finished run(List<String> words) throws Exception {
    return new ProcessRunner().run(Command.of(words, LIMIT));
  }

  /** A disk with a boot sector that prints a text. */
  private byte[] image(String text) throws Exception {
    byte[] disk = new byte[1 << 20];
    for (int i = 0; i < CODE.length; i++) {
      disk[i] = (byte) CODE[i];
    }
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, disk, CODE.length, bytes.length);
    disk[510] = 0x55;
    disk[511] = (byte) 0xAA;
    Path raw = Files.write(folder.resolve("disk.raw"), disk);
    Path image = folder.resolve("disk.qcow2");
    Finished made =
        run(List.of("qemu-img", "convert", "-c", "-f", "raw", "-O", "qcow2", "" + raw, "" + image));
    assertTrue(made.succeeded(), made.errors());
    return Files.readAllBytes(image);
  }

  private StoredVolume disk(Vm vm) {
    String volume = vm.config().get("scsi0").split("[,:]", -1)[1];
    return fake.cluster().storage("pve1", "local-lvm").volumes().stream()
        .filter(its -> its.name().equals(volume))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theTemplateBootsFromTheUploadedBytes() throws Exception {
    String text = "PIM " + UUID.randomUUID();
    assertEquals(28, CODE.length, "the code reads the text at this offset");
    new Deployments(fake, folder.resolve("host")).with("try", false).of(image(text)).deploy(1);
    Vm template = fake.cluster().vms().get(0);
    Map<String, String> config = template.config();
    assertEquals("virtio-scsi-single", config.get("scsihw"));
    assertEquals("order=scsi0", config.get("boot"));
    assertEquals("socket", config.get("serial0"));
    Path console = folder.resolve("console");

    Finished ended =
        run(
            List.of(
                "qemu-system-x86_64",
                "-accel",
                "tcg",
                "-nodefaults",
                "-no-user-config",
                "-display",
                "none",
                "-m",
                config.get("memory"),
                "-smp",
                config.get("cores"),
                "-snapshot",
                "-device",
                "virtio-scsi-pci,id=virtioscsi0",
                "-drive",
                "if=none,id=scsi0,format=qcow2,file=" + disk(template).file().orElseThrow(),
                "-device",
                "scsi-hd,drive=scsi0,bus=virtioscsi0.0,bootindex=1",
                "-serial",
                "file:" + console,
                "-device",
                "isa-debug-exit,iobase=0xf4,iosize=4"));

    assertEquals(ENDED_BY_THE_GUEST, ended.exitCode(), ended.errors());
    assertTrue(Files.readString(console).contains(text), Files.readString(console));
  }
}
