package io.pim.tools.qemu;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A guest's network connection.
 *
 * @param bridge the host's bridge, with {@link Mode#BRIDGE} only
 * @param forwards ports of 127.0.0.1 forwarded to the guest, with {@link Mode#USER} only
 * @param mac the guest's own address; empty for QEMU's default
 */
public record GuestNetwork(
    Mode mode, Optional<String> bridge, List<PortForward> forwards, Optional<String> mac) {
  private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,14}");
  private static final Pattern MAC = Pattern.compile("([0-9a-f]{2}:){5}[0-9a-f]{2}");
  private static final String BRIDGE = "bridge:";

  /** QEMU's kinds of network. */
  public enum Mode {
    /** QEMU's own NAT. Needs no rights; the guest is reachable through forwarded ports only. */
    USER,
    /** A port of a bridge on this host; needs QEMU's bridge helper. */
    BRIDGE,
    /** The shared network of macOS's vmnet; needs root. */
    VMNET
  }

  /** Checks the values, because they become part of QEMU's command line. */
  public GuestNetwork {
    forwards = List.copyOf(forwards);
    if (bridge.isPresent() != (mode == Mode.BRIDGE)
        || bridge.filter(name -> !INTERFACE.matcher(name).matches()).isPresent()) {
      throw new IllegalArgumentException("'" + bridge.orElse("") + "' is not the name of a bridge");
    }
    if (mode != Mode.USER && !forwards.isEmpty()) {
      throw new IllegalArgumentException("only the network 'user' forwards ports");
    }
    if (forwards.stream().map(PortForward::hostPort).distinct().count() < forwards.size()) {
      throw new IllegalArgumentException("a port of this host leads to one port of the guest only");
    }
    if (mac.filter(address -> !MAC.matcher(address).matches()).isPresent()) {
      throw new IllegalArgumentException("'" + mac.get() + "' is not a MAC address");
    }
  }

  public static GuestNetwork user() {
    return new GuestNetwork(Mode.USER, Optional.empty(), List.of(), Optional.empty());
  }

  /**
   * Reads {@code user}, {@code bridge:INTERFACE} or {@code vmnet}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static GuestNetwork parse(String text) {
    if (text.startsWith(BRIDGE)) {
      return new GuestNetwork(
          Mode.BRIDGE, Optional.of(text.substring(BRIDGE.length())), List.of(), Optional.empty());
    }
    return switch (text) {
      case "user" -> user();
      case "vmnet" -> new GuestNetwork(Mode.VMNET, Optional.empty(), List.of(), Optional.empty());
      default ->
          throw new IllegalArgumentException(
              "'" + text + "' is not a network: write user, bridge:INTERFACE or vmnet");
    };
  }

  public GuestNetwork withForwards(List<PortForward> ports) {
    return new GuestNetwork(mode, bridge, ports, mac);
  }

  public GuestNetwork withMac(String address) {
    return new GuestNetwork(mode, bridge, forwards, Optional.of(address));
  }

  /** Whether the guest is reachable through ports of this host only. */
  public boolean forwardsPorts() {
    return mode == Mode.USER;
  }

  /** QEMU's {@code -netdev} argument. */
  String netdev(OptionalInt sshPort) {
    return switch (mode) {
      case BRIDGE -> "bridge,id=net,br=" + bridge.orElseThrow();
      case VMNET -> "vmnet-shared,id=net";
      case USER -> userNet(sshPort);
    };
  }

  private String userNet(OptionalInt sshPort) {
    // Without IPv6, for which there is no route: debian-installer would wait a minute for it.
    StringBuilder text = new StringBuilder("user,id=net,ipv6=off");
    sshPort.ifPresent(port -> text.append(",hostfwd=").append(new PortForward(port, 22).rule()));
    forwards.forEach(forward -> text.append(",hostfwd=").append(forward.rule()));
    return text.toString();
  }

  /** Whether an address in a guest's notation is that of its network card. */
  public boolean isMac(String address) {
    return mac.filter(own -> own.equalsIgnoreCase(address)).isPresent();
  }

  String macOption() {
    return mac.map(address -> ",mac=" + address).orElse("");
  }

  /** In the notation that {@link #parse} reads. */
  @Override
  public String toString() {
    return switch (mode) {
      case USER -> "user";
      case BRIDGE -> BRIDGE + bridge.orElseThrow();
      case VMNET -> "vmnet";
    };
  }
}
