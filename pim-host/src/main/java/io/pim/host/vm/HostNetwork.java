package io.pim.host.vm;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.qemu.GuestNetwork;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reports what this host lacks for a network, because QEMU's own error is less clear. */
final class HostNetwork {
  private static final Path INTERFACES = Path.of("/sys/class/net");

  private HostNetwork() {}

  static void require(GuestNetwork network) {
    boolean mac = System.getProperty("os.name", "").startsWith("Mac");
    switch (network.mode()) {
      case USER -> {}
      case VMNET -> {
        if (!mac) {
          throw refused(network, "vmnet exists on macOS only");
        }
      }
      case BRIDGE -> {
        if (mac) {
          throw refused(network, "macOS has no bridges for QEMU: use --net vmnet");
        }
        if (!Files.isDirectory(
            INTERFACES.resolve(network.bridge().orElseThrow()).resolve("bridge"))) {
          throw refused(network, "this host has no bridge of that name");
        }
      }
    }
  }

  private static BuildFailure refused(GuestNetwork network, String why) {
    return BuildFailure.of(FailureKind.HOST_SETUP, "the network " + network + " is not available")
        .why(why)
        .todo("see the host's bridges: ip link show type bridge; or use --net user")
        .build();
  }
}
