package io.pim.e2e.disk;

import io.pim.model.files.DurableFile;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A guest in which this machine's Java runs {@link DurableWriter} on a separate disk. Its kernel
 * never writes by itself, so unsynced data is only in memory, and is lost when QEMU is killed.
 */
final class PowerLossGuest implements AutoCloseable {
  private static final String DATA_SIZE = "64M";
  private static final String JAVA_SIZE = "400M";
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

  /** The first program of the guest. It precedes the tiny installer's own, whose tools it uses. */
  private static final String INIT =
      """
      #!/bin/sh
      export PATH=/bin:/sbin
      /bin/busybox --install -s /bin 2>/dev/null
      mount -t devtmpfs dev /dev
      mount -t proc proc /proc
      mount -t sysfs sys /sys
      dmesg -n 1
      for module in virtio_pci virtio_blk; do modprobe $module; done
      until [ -b /dev/vda ] && [ -b /dev/vdb ]; do usleep 20000; done
      echo 0 > /proc/sys/vm/dirty_writeback_centisecs
      echo 360000 > /proc/sys/vm/dirty_expire_centisecs
      echo 95 > /proc/sys/vm/dirty_ratio
      echo 90 > /proc/sys/vm/dirty_background_ratio
      echo 90 > /sys/block/vdb/bdi/min_ratio
      mount -t ext4 -o ro /dev/vda /target
      mount -t ext4 -o commit=3600,noauto_da_alloc /dev/vdb /target/data
      mount -t devtmpfs dev /target/dev
      mount -t proc proc /target/proc
      chroot /target /java/bin/java -XX:-UsePerfData -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
        -Xmx128m -cp /classes @WRITER@ /data @ROUNDS@
      echo "power-loss: java ended with $?"
      while :; do sleep 60; done
      """;

  private final Process qemu;
  private final BufferedReader console;
  private final Path data;

  private PowerLossGuest(Process qemu, Path data) {
    this.qemu = qemu;
    this.console =
        new BufferedReader(new InputStreamReader(qemu.getInputStream(), StandardCharsets.UTF_8));
    this.data = data;
  }

  /**
   * Starts it.
   *
   * @param installer the folder with the tiny installer's kernel and initramfs
   */
  static PowerLossGuest start(Path installer, Path folder, int rounds) throws Exception {
    Path data = folder.resolve("data.ext4");
    HostTool.run("mke2fs", "-q", "-F", "-t", "ext4", data.toString(), DATA_SIZE).exits(0);
    Path java = javaDisk(folder);
    Path initrd = folder.resolve("initrd");
    String init =
        INIT.replace("@WRITER@", DurableWriter.class.getName())
            .replace("@ROUNDS@", Integer.toString(rounds));
    Files.write(initrd, withInit(Files.readAllBytes(installer.resolve("initrd.gz")), init));
    List<String> command = new ArrayList<>(List.of("qemu-system-x86_64", "-nodefaults"));
    command.addAll(List.of("-no-user-config", "-display", "none", "-machine", "q35"));
    command.addAll(List.of("-accel", "tcg", "-cpu", "max", "-smp", "2", "-m", "512M"));
    command.addAll(List.of("-serial", "stdio", "-no-reboot"));
    command.addAll(List.of("-kernel", installer.resolve("vmlinuz").toString()));
    command.addAll(List.of("-initrd", initrd.toString(), "-append", "console=ttyS0 quiet"));
    command.addAll(drive(java));
    command.addAll(drive(data));
    Process qemu =
        new ProcessBuilder(command)
            .redirectError(folder.resolve("qemu.log").toFile())
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .start();
    return new PowerLossGuest(qemu, data);
  }

  /** QEMU passes the guest's writes on at once, so a kill loses only the guest's memory. */
  private static List<String> drive(Path file) {
    return List.of("-drive", "if=virtio,format=raw,cache=unsafe,file=" + file);
  }

  /** Reads the console until the end of a round, and kills QEMU. */
  void killAfter(int round) throws IOException {
    List<String> lines = new ArrayList<>();
    String wanted = DurableWriter.DONE + round;
    String line = "";
    while (!line.equals(wanted)) {
      line = console.readLine();
      if (line == null || line.startsWith("power-loss: java ended")) {
        throw new IOException("the writer ended early:\n" + String.join("\n", lines) + "\n" + line);
      }
      lines.add(line);
    }
    qemu.destroyForcibly();
  }

  /** The contents of the disk after a restart, which replays the journal. */
  FileTree afterRecovery() throws IOException, InterruptedException {
    qemu.onExit().join();
    HostTool.Ended replay = HostTool.run("e2fsck", "-f", "-p", data.toString());
    if (replay.exit() > 1) {
      throw new IOException(replay.command() + ": " + replay.exit() + "\n" + replay.out());
    }
    return new Ext4(data, "data").tree();
  }

  @Override
  public void close() {
    qemu.destroyForcibly();
    qemu.onExit().join();
  }

  private static Path javaDisk(Path folder) throws Exception {
    Path root = Files.createDirectory(folder.resolve("root"));
    for (String name : List.of("data", "dev", "proc", "tmp")) {
      Files.createDirectory(root.resolve(name));
    }
    Path home = Path.of(System.getProperty("java.home"));
    Set<String> others = Set.of("src.zip", "ct.sym", "classlist", "jrt-fs.jar");
    copy(home.resolve("lib"), root.resolve("java/lib"), f -> !others.contains(name(f)));
    copy(home.resolve("conf"), root.resolve("java/conf"), f -> true);
    copy(home.resolve("bin"), root.resolve("java/bin"), f -> name(f).equals("java"));
    copyLibraries(home, root);
    copyClasses(DurableFile.class, "io/pim/model", root.resolve("classes"));
    copyClasses(DurableWriter.class, "io/pim/e2e/disk", root.resolve("classes"));
    Path disk = folder.resolve("java.ext4");
    HostTool.run(
            "mke2fs",
            "-q",
            "-F",
            "-t",
            "ext4",
            "-O",
            "^has_journal",
            "-d",
            root.toString(),
            disk.toString(),
            JAVA_SIZE)
        .exits(0);
    return disk;
  }

  /** The libraries that Java links, at their original paths. */
  private static void copyLibraries(Path home, Path root) throws Exception {
    Set<Path> libraries = new TreeSet<>();
    for (String user : List.of("bin/java", "lib/server/libjvm.so", "lib/libnio.so")) {
      String linked = HostTool.run("ldd", home.resolve(user).toString()).exits(0).out();
      for (Matcher path = LIBRARY.matcher(linked); path.find(); ) {
        libraries.add(Path.of(path.group(1)).normalize());
      }
    }
    libraries.removeIf(library -> library.startsWith(home));
    for (Path library : libraries) {
      Path copy = root.resolve(library.toString().substring(1));
      Files.createDirectories(copy.getParent());
      Files.copy(library, copy);
    }
  }

  /** The compiled classes below a package, from a folder or an archive. */
  private static void copyClasses(Class<?> one, String folder, Path to)
      throws IOException, URISyntaxException {
    URI source = one.getProtectionDomain().getCodeSource().getLocation().toURI();
    Path place = Path.of(source);
    if (Files.isDirectory(place)) {
      copy(place.resolve(folder), to.resolve(folder), f -> true);
      return;
    }
    try (FileSystem archive = FileSystems.newFileSystem(place)) {
      copy(archive.getPath(folder), to.resolve(folder), f -> true);
    }
  }

  /** Follows links: a distribution's Java has its settings in /etc. */
  private static void copy(Path from, Path to, Predicate<Path> wanted) throws IOException {
    try (Stream<Path> tree = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : tree.filter(Files::isRegularFile).filter(wanted).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  /** Linux unpacks one archive after the other, and the later one's files win (cpio, newc). */
  private static byte[] withInit(byte[] initramfs, String init) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(initramfs);
    pad(out);
    entry(out, "init", 0100755, init.getBytes(StandardCharsets.UTF_8));
    entry(out, "TRAILER!!!", 0, new byte[0]);
    return out.toByteArray();
  }

  private static void entry(ByteArrayOutputStream out, String name, int mode, byte[] content)
      throws IOException {
    byte[] path = (name + "\0").getBytes(StandardCharsets.US_ASCII);
    StringBuilder head = new StringBuilder("070701");
    int[] fields = {1, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, path.length, 0};
    for (int field : fields) {
      head.append(String.format("%08x", field));
    }
    out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
    out.write(path);
    pad(out);
    out.write(content);
    pad(out);
  }

  private static void pad(ByteArrayOutputStream out) {
    while (out.size() % 4 != 0) {
      out.write(0);
    }
  }
}
