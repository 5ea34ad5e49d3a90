package io.pim.model.host;

import io.pim.model.files.DurableFile;
import io.pim.model.files.Names;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A host's stable id, {@code <hostname>-<6 hex digits>}. It is made once and kept in a file; it
 * survives restarts and changes of the host name, because task queues and layers depend on it. Each
 * machine has its own file: machines that share a home, or were cloned, would otherwise take each
 * other's work and consider each other's QEMU processes dead.
 */
public record HostIdentity(String id) {
  private static final int RANDOM_BYTES = 3;
  private static final int MAX_NAME_CHARS = 40;
  private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");

  public HostIdentity {
    Names.requirePlain(id);
  }

  /**
   * The id of a machine; made on first use.
   *
   * @param file the file that keeps it; the machine's id is appended to its name
   * @param machine empty when the system does not provide one; then all machines with this home
   *     count as one host
   * @throws IOException when the file can be neither read nor made, or does not hold an id
   */
  public static HostIdentity of(Path file, Optional<MachineId> machine) throws IOException {
    return machine.isPresent() ? of(boundTo(machine.get(), file)) : of(file);
  }

  private static Path boundTo(MachineId machine, Path file) throws IOException {
    Path own = file.resolveSibling(file.getFileName() + "." + machine);
    if (Files.notExists(own)) {
      try {
        // The first machine takes over the id from before ids were kept for each machine.
        DurableFile.move(file, own);
      } catch (NoSuchFileException e) {
        // Another machine has already taken the file, or it did not exist.
      }
    }
    return own;
  }

  /**
   * The id in {@code file}; made on first use.
   *
   * @throws IOException when the file can be neither read nor made, or does not hold an id
   */
  public static HostIdentity of(Path file) throws IOException {
    return of(file, hostName());
  }

  static HostIdentity of(Path file, String hostName) throws IOException {
    if (Files.notExists(file)) {
      make(file, hostName);
    }
    String id = Files.readString(file).strip();
    if (!Names.isPlain(id)) {
      throw new IOException(
          file + " does not hold a host id: delete it, and PIM makes a new one on its next start");
    }
    return new HostIdentity(id);
  }

  /** If two processes do this at once, both end up with the same complete id. */
  private static void make(Path file, String hostName) throws IOException {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    String id = plain(hostName) + "-" + HexFormat.of().formatHex(random) + "\n";
    DurableFile.create(file, DurableFile.PRIVATE, id.getBytes(StandardCharsets.UTF_8));
  }

  /** The first label of a host name, without characters that a plain name cannot contain. */
  private static String plain(String hostName) {
    String label = hostName.strip().replaceFirst("\\..*", "").replaceAll("[^A-Za-z0-9-]", "");
    String name = label.replaceFirst("^-+", "");
    String shortened = name.substring(0, Math.min(name.length(), MAX_NAME_CHARS));
    return shortened.isEmpty() ? "host" : shortened;
  }

  /** The kernel's name for the host, or the resolver's where the kernel does not offer it. */
  private static String hostName() {
    try {
      return Files.exists(KERNEL_NAME)
          ? Files.readString(KERNEL_NAME)
          : InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      // The random digits still make the id unique.
      return "";
    }
  }
}
