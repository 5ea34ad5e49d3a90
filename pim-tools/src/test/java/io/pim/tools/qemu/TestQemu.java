package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.model.files.PimFolders;
import io.pim.model.unit.Architecture;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.DetachedProcesses;
import io.pim.tools.process.ProcessIdentity;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The QEMU of this host for tests of steps, with a guest of 134 bytes.
 *
 * <p>The guest is both a boot sector and a kernel. It prints {@link #GREETING} to the serial port,
 * and then every byte that it reads there. At p it powers off, at r it reboots, and at the power
 * button it powers off:
 *
 * <pre>
 *       cli; mov ds, cs; mov dx, 0x602; mov ax, 0x100; out dx, ax   ; power button on (q35)
 *       sti; call base
 * base: pop bx; lea si, [bx + greeting - base]; cld
 * next: lodsb; test al, al; jz wait; call put; jmp next
 * wait: mov dx, 0x600; in ax, dx; test ah, 1; jnz off               ; was it pressed?
 *       mov dx, 0x3fd; in al, dx; test al, 1; jnz read; hlt; jmp wait
 * read: mov dx, 0x3f8; in al, dx; cmp al, 'p'; je off; cmp al, 'r'; je boot; call put; jmp wait
 * off:  mov dx, 0x604; mov ax, 0x2000; out dx, ax; jmp wait
 * boot: mov al, 6; mov dx, 0xcf9; out dx, al; jmp wait
 * put:  mov dx, 0x3f8; out dx, al; ret
 * </pre>
 */
public final class TestQemu {
  public static final String GREETING = "Linux version 0 (a guest of PIM's tests)";

  private static final String CODE =
      "fa8cc88ed8ba0206b80001effbe800005b8db74b00fcac84c07405e83800ebf6ba0006edf6c401751cbafd03"
          + "eca8017503f4ebecbaf803ec3c7074093c72740ee81300ebdbba0406b80020efebd2b006baf90ceeeb"
          + "cabaf803eec3";
  private static final int SECTOR = 512;
  private static final int SETUP_SECTORS = 0x1f1;
  private static final int LOAD_FLAGS = 0x211;
  private static final int CODE_OFFSET = 0x70;
  private static final String JUMP_TO_CODE = "eb6e";
  private static final String HDRS = "48647253";
  private static final String VERSION_2_02 = "0202";

  private final Path folder;
  private final Tools tools = Tools.of(System.getenv());
  private final CommandRunner runner = new ProcessRunner();
  private final QemuInstallation installation = new QemuInstallation(tools, runner);

  public TestQemu(Path folder) {
    assumeTrue(installation.supports(Architecture.X86_64), "qemu-system-x86_64 is not installed");
    assumeTrue(tools.find("qemu-img").isPresent(), "qemu-img is not installed");
    this.folder = folder;
  }

  public QemuInstallation installation() {
    return installation;
  }

  public QemuImg images() {
    return new QemuImg(installation, runner);
  }

  public ImageConverter converter() {
    return new ImageConverter(installation, runner);
  }

  public VirtualMachines machines(PimFolders folders) {
    return new VirtualMachines(folders, installation, new DetachedProcesses(tools));
  }

  /** A probe on a host that has no accelerator. */
  public AcceleratorProbe probe(PimFolders folders) {
    return new AcceleratorProbe(
        installation,
        new TrialBoot(tools, runner),
        new AcceleratorMemory(folders.accelerators()),
        new HostAccelerators("Linux", "none", Path.of("/none"), Path.of("/none"), () -> 0));
  }

  private static byte[] code() {
    byte[] code = HexFormat.of().parseHex(CODE);
    byte[] greeting = ("\n" + GREETING + "\n\0").getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(code, code.length + greeting.length);
    System.arraycopy(greeting, 0, all, code.length, greeting.length);
    return all;
  }

  /**
   * A kernel by Linux's boot protocol 2.02; its only code is the setup that would load the rest.
   */
  public Path kernel() throws IOException {
    byte[] kernel = new byte[10 * SECTOR];
    kernel[SETUP_SECTORS] = 1;
    byte[] header = HexFormat.of().parseHex(JUMP_TO_CODE + HDRS + VERSION_2_02);
    System.arraycopy(header, 0, kernel, SECTOR, header.length);
    kernel[LOAD_FLAGS] = 1;
    System.arraycopy(code(), 0, kernel, SECTOR + CODE_OFFSET, code().length);
    return Files.write(folder.resolve("vmlinuz"), kernel);
  }

  /** A qcow2 disk that boots the guest. */
  public Path disk(Path disk) throws IOException, InterruptedException {
    return new BootSector(installation, runner).write(code(), folder, disk);
  }

  /** Sends text to the guest's serial port. */
  public static void type(PimFolders folders, String machine, String text) throws IOException {
    try (SocketChannel serial =
        SocketChannel.open(UnixDomainSocketAddress.of(folders.vm(machine).serial()))) {
      serial.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }
  }

  /** Lets another process keep a disk open for writing until this is closed. */
  public Lock lock(Path disk) throws IOException, InterruptedException {
    Path monitor = folder.resolve("lock.qmp");
    DetachedProcesses processes = new DetachedProcesses(tools);
    ProcessIdentity process =
        processes.start(
            List.of(
                installation.system(Architecture.X86_64).binary().toString(),
                "-nodefaults",
                "-display",
                "none",
                "-machine",
                "none",
                "-qmp",
                "unix:" + monitor + ",server=on,wait=off",
                "-blockdev",
                "driver=qcow2,node-name=d,file.driver=file,file.locking=on,file.filename=" + disk),
            folder.resolve("lock.log"),
            Map.of());
    while (!greets(monitor)) {
      if (process.awaitExit(Duration.ofMillis(50))) {
        throw new IOException(Files.readString(folder.resolve("lock.log")));
      }
    }
    return new Lock(process);
  }

  /** The socket exists before the disk is open; an answer comes after it. */
  private static boolean greets(Path monitor) throws IOException {
    if (!Files.exists(monitor)) {
      return false;
    }
    try (SocketChannel qmp = SocketChannel.open(UnixDomainSocketAddress.of(monitor))) {
      return qmp.read(ByteBuffer.allocate(1)) > 0;
    } catch (ConnectException notListeningYet) {
      return false;
    }
  }

  /** A disk that the guest writes to. */
  public record Lock(ProcessIdentity process) implements AutoCloseable {
    public boolean isHeld() {
      return process.isAlive();
    }

    @Override
    public void close() {
      process.kill();
    }
  }
}
