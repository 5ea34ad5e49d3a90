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
 * Lets in one guest alone: in user-mode networking its connections are made by its QEMU. Neither
 * other users of this host nor other guests are answered then, even if they know the path.
 *
 * <p>Linux tells whose a connection is. Where nobody tells, as on macOS, everybody is let in, and
 * the secret path is what keeps others out.
 */
public final class GuestConnections implements Clients {
  private static final Path PROC = Path.of("/proc");

  private final Supplier<OptionalLong> qemu;
  private final SocketTable sockets;
  private final long me;

  /**
   * Lets in the connections of a process.
   *
   * @param qemu the guest's process, asked for at each connection: the server is there first
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
        // A table that does not even have this end of the connection tells nothing.
        .orElseGet(() -> sockets.owner(server, client).isEmpty());
  }

  private boolean isOfTheGuest(long inode) {
    OptionalLong pid = qemu.get();
    // Some distributions have a script in QEMU's place, whose child QEMU then is.
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
      // A QEMU with capabilities of its own hides its files; that the user is right has to do.
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      // Closed meanwhile.
      return "";
    }
  }
}
