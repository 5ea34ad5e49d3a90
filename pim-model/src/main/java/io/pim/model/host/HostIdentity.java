package io.pim.model.host;

import io.pim.model.files.DurableFile;
import io.pim.model.files.Names;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A host's stable id, {@code <hostname>-<6 hex digits>}: made once, kept in a file, and the same
 * over restarts and new host names, because task queues and layers hang on it. The file is a
 * machine's own: machines that share a home, or were copied from one another, would otherwise take
 * each other's work, and each the other's QEMU for dead.
 */
public record HostIdentity(String id) {
  private static final int RANDOM_BYTES = 3;
  private static final int MAX_NAME_CHARS = 40;

  public HostIdentity {
    Names.requirePlain(id);
  }

  /**
   * The id of a machine, which is made on first use.
   *
   * @param file where it is kept, with the machine added to its name
   * @param machine where the system does not say, all machines with this home are one host
   * @throws IOException when it can be neither read nor made, or holds something else
   */
  public static HostIdentity of(Path file, Optional<MachineId> machine) throws IOException {
    return machine.isPresent() ? of(boundTo(machine.get(), file)) : of(file);
  }

  private static Path boundTo(MachineId machine, Path file) throws IOException {
    Path own = file.resolveSibling(file.getFileName() + "." + machine);
    if (Files.notExists(own)) {
      try {
        // The first machine that comes keeps the id from before there was one for each.
        DurableFile.move(file, own);
      } catch (NoSuchFileException e) {
        // Another one has taken it, or there was none.
      }
    }
    return own;
  }

  /**
   * The id in {@code file}, which is made on first use.
   *
   * @throws IOException when it can be neither read nor made, or holds something else
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

  /** Two first users agree on one whole id. */
  private static void make(Path file, String hostName) throws IOException {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    String id = plain(hostName) + "-" + HexFormat.of().formatHex(random) + "\n";
    DurableFile.create(file, DurableFile.PRIVATE, id.getBytes(StandardCharsets.UTF_8));
  }

  /** The first label of a host name, with what a plain name cannot hold left out. */
  private static String plain(String hostName) {
    String label = hostName.strip().replaceFirst("\\..*", "").replaceAll("[^A-Za-z0-9-]", "");
    String name = label.replaceFirst("^-+", "");
    String shortened = name.substring(0, Math.min(name.length(), MAX_NAME_CHARS));
    return shortened.isEmpty() ? "host" : shortened;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // A host without a name in DNS or /etc/hosts: the random digits tell it apart.
      return "";
    }
  }
}
