package io.pim.tools.guestserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Linux's tables of TCP sockets, one socket a line: number, local address, remote address, state,
 * queues, timers, retransmissions, user, timeout, inode (proc_net_tcp.txt of the kernel's
 * documentation).
 */
final class SocketTable {
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int UID = 7;
  private static final int INODE = 9;
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  /** The owner of a socket. */
  record Owner(long uid, long inode) {}

  private final List<Path> tables;

  SocketTable(List<Path> tables) {
    this.tables = List.copyOf(tables);
  }

  static SocketTable ofThisHost() {
    // A program may use IPv4 through an IPv6 socket, as Java does.
    return new SocketTable(List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6")));
  }

  /** The owner of the socket at one end of a connection; empty when no table has it. */
  Optional<Owner> owner(InetSocketAddress local, InetSocketAddress remote) {
    Set<String> ends = new HashSet<>();
    for (int bytes : List.of(IPV4_BYTES, IPV6_BYTES)) {
      written(local, bytes)
          .ifPresent(one -> written(remote, bytes).ifPresent(two -> ends.add(one + " " + two)));
    }
    return tables.stream().flatMap(table -> in(table, ends).stream()).findFirst();
  }

  private static Optional<Owner> in(Path table, Set<String> ends) {
    try (Stream<String> lines = Files.lines(table, StandardCharsets.ISO_8859_1)) {
      return lines
          .map(line -> line.strip().split("\\s+"))
          .filter(row -> row.length > INODE && ends.contains(row[LOCAL] + " " + row[REMOTE]))
          .map(row -> new Owner(Long.parseLong(row[UID]), Long.parseLong(row[INODE])))
          .findFirst();
    } catch (IOException | UncheckedIOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * The address in hexadecimal: each group of four bytes is one number in the processor's byte
   * order.
   */
  private static Optional<String> written(InetSocketAddress address, int bytes) {
    byte[] raw = address.getAddress().getAddress();
    if (raw.length > bytes) {
      return Optional.empty();
    }
    ByteBuffer all = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    if (raw.length < bytes) {
      all.position(bytes - raw.length - 2).put((byte) 0xff).put((byte) 0xff);
    }
    all.put(raw).flip();
    StringBuilder text = new StringBuilder();
    while (all.hasRemaining()) {
      text.append(String.format(Locale.ROOT, "%08X", all.getInt()));
    }
    return Optional.of(text + String.format(Locale.ROOT, ":%04X", address.getPort()));
  }
}
