package io.pim.tools.guestserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestConnectionsTest {
  private static final long ME = ProcessHandle.current().pid();
  private static final long MY_USER = new UnixSystem().getUid();
  private static final InetSocketAddress CLIENT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0xABCD);
  private static final InetSocketAddress SERVER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0x1F90);

  @TempDir Path folder;

  @Test
  void acceptsAConnectionOfTheGuestsProcess() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/net/tcp")), "no Linux");

    assertTrue(isWelcome(OptionalLong.of(ME)));
  }

  @Test
  void refusesAConnectionOfAnotherProcessOfTheSameUser() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/net/tcp")), "no Linux");
    Process other = new ProcessBuilder("cat").start();
    try {
      assertFalse(isWelcome(OptionalLong.of(other.pid())));
    } finally {
      other.destroy();
    }
  }

  @Test
  void refusesAllConnectionsWithoutAGuest() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/net/tcp")), "no Linux");

    assertFalse(isWelcome(OptionalLong.empty()));
  }

  @Test
  void refusesConnectionsOfOtherUsers() throws Exception {
    assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the table below is of x86");

    assertEquals(
        new SocketTable.Owner(MY_USER + 1, 4711),
        table(MY_USER + 1).owner(CLIENT, SERVER).orElseThrow());
    assertFalse(
        new GuestConnections(() -> OptionalLong.of(ME), table(MY_USER + 1), MY_USER)
            .isWelcome(CLIENT, SERVER));
  }

  @Test
  void readsTheTableOfIpv6() throws Exception {
    assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the table below is of x86");
    Path table =
        Files.writeString(
            folder.resolve("tcp6"),
            row(
                "0000000000000000FFFF00000100007F:ABCD",
                "0000000000000000FFFF00000100007F:1F90",
                7));

    assertEquals(
        new SocketTable.Owner(7, 4711),
        new SocketTable(List.of(folder.resolve("none"), table))
            .owner(CLIENT, SERVER)
            .orElseThrow());
  }

  @Test
  void refusesAConnectionWhoseSocketIsClosed() throws Exception {
    assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the table below is of x86");
    Path table =
        Files.writeString(folder.resolve("tcp"), row("0100007F:1F90", "0100007F:ABCD", MY_USER));

    assertFalse(
        new GuestConnections(() -> OptionalLong.of(ME), new SocketTable(List.of(table)), MY_USER)
            .isWelcome(CLIENT, SERVER));
  }

  /** As on macOS, where only the secret path protects the files. */
  @Test
  void acceptsAllIfTheOwnersOfConnectionsAreUnknown() {
    SocketTable none = new SocketTable(List.of(folder.resolve("none")));

    assertTrue(new GuestConnections(OptionalLong::empty, none, MY_USER).isWelcome(CLIENT, SERVER));
  }

  private SocketTable table(long user) throws Exception {
    return new SocketTable(
        List.of(
            Files.writeString(
                folder.resolve("tcp"),
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt\n"
                    + row("0100007F:1F90", "0100007F:ABCD", MY_USER)
                    + row("0100007F:ABCD", "0100007F:1F90", user))));
  }

  private static String row(String local, String remote, long user) {
    return "   1: "
        + local
        + " "
        + remote
        + " 01 00000000:00000000 00:00000000 00000000  "
        + user
        + "        0 4711 1 0000000000000000 20 4 30 10 -1\n";
  }

  private static boolean isWelcome(OptionalLong guest) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
        Socket accepted = listener.accept()) {
      assertTrue(client.isConnected());
      return new GuestConnections(() -> guest)
          .isWelcome(
              (InetSocketAddress) accepted.getRemoteSocketAddress(),
              (InetSocketAddress) accepted.getLocalSocketAddress());
    }
  }
}
