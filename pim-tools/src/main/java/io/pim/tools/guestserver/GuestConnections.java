package io.pim.tools.guestserver;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Accepts connections from one guest only: with user-mode networking, they come from the guest's
 * QEMU process. Other users of this host and other guests get no answer, even if they know the
 * path.
 *
 * <p>Linux reports the owner of a connection. If the system does not, as on macOS, everybody is
 * accepted, and only the secret path keeps others out.
 */
public final class GuestConnections implements Clients {
  private static final Path PROC = Path.of("/proc");

  private final Supplier<OptionalLong> qemu;
  private final SocketTable sockets;
  private final long me;

  /**
   * Accepts the connections of one process.
   *
   * @param qemu the guest's process; called at each connection, because the server starts before
   *     QEMU
   */
  public GuestConnections(Supplier<OptionalLong> qemu) {
    this(qemu, SocketTable.ofThisHost(), new UnixSystem().getUid());
  }

  GuestConnections(Supplier<OptionalLong> qemu, SocketTable sockets, long me) {
    this.qemu = qemu;
    this.sockets = sockets;
    this.me = me;
  }

  @Override
  public boolean isWelcome(InetSocketAddress client, InetSocketAddress server) {
    return sockets
        .owner(client, server)
        .map(owner -> owner.uid() == me && isOfTheGuest(owner.inode()))
        // If the table lacks even this end of the connection, it proves nothing.
        .orElseGet(() -> sockets.owner(server, client).isEmpty());
  }

  private boolean isOfTheGuest(long inode) {
    OptionalLong pid = qemu.get();
    // Some distributions start QEMU through a script; QEMU is then the script's child.
    return pid.isPresent()
        && LongStream.concat(LongStream.of(pid.getAsLong()), children(pid.getAsLong()))
            .anyMatch(process -> holds(process, inode));
  }

  private static LongStream children(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .mapToLong(ProcessHandle::pid);
  }

  private static boolean holds(long pid, long inode) {
    String wanted = "socket:[" + inode + "]";
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(PROC.resolve(Long.toString(pid)).resolve("fd"))) {
      for (Path file : files) {
        if (target(file).equals(wanted)) {
          return true;
        }
      }
      return false;
    } catch (AccessDeniedException e) {
      // A QEMU with its own capabilities hides its open files. Then the right user id must be
      // enough.
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      // The process closed it meanwhile.
      return "";
    }
  }
}
