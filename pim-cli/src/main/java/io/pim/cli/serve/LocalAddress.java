package io.pim.cli.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An address of this machine that others may reach.
 *
 * @param networkInterface the name of its interface
 */
public record LocalAddress(String networkInterface, InetAddress address) {
  private static final int ANY_PORT = 9;

  /** A documentation address (RFC 5737), used as an outside destination; nothing is sent to it. */
  private static final byte[] OUTSIDE = {(byte) 192, 0, 2, 1};

  /** All addresses of active interfaces, including loopback, IPv4 first. */
  public static List<LocalAddress> all() {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(LocalAddress::isUp)
          .flatMap(i -> i.inetAddresses().map(address -> new LocalAddress(i.getName(), address)))
          .filter(at -> !at.address().isLinkLocalAddress())
          .sorted(Comparator.comparing((LocalAddress at) -> at.address() instanceof Inet6Address))
          .toList();
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The source address for packets to the outside; nothing is sent. */
  public static Optional<InetAddress> thatLeadsOut() {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(InetAddress.getByAddress(OUTSIDE), ANY_PORT);
      return Optional.of(socket.getLocalAddress()).filter(a -> !a.isAnyLocalAddress());
    } catch (IOException | UncheckedIOException e) {
      // There is no route to the outside.
      return Optional.empty();
    }
  }

  boolean isLoopback() {
    return address.isLoopbackAddress();
  }

  boolean isIpv4() {
    return address instanceof Inet4Address;
  }

  /** The address in the notation of a URL. */
  public String host() {
    String text = address.getHostAddress().replaceFirst("%.*", "");
    return isIpv4() ? text : "[" + text + "]";
  }

  /** The address with its interface, for people. */
  @Override
  public String toString() {
    return networkInterface + " (" + address.getHostAddress().replaceFirst("%.*", "") + ")";
  }

  private static boolean isUp(NetworkInterface networkInterface) {
    try {
      return networkInterface.isUp();
    } catch (SocketException e) {
      // The interface has just disappeared.
      return false;
    }
  }
}
