package io.pim.tools.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestNetworkTest {
  @Test
  void forwardsOnlyPortsOfLoopback() {
    GuestNetwork network = GuestNetwork.user().withForwards(List.of(PortForward.parse("8080:80")));
    assertEquals(
        "user,id=net,ipv6=off,hostfwd=tcp:127.0.0.1:40022-:22,hostfwd=tcp:127.0.0.1:8080-:80",
        network.netdev(OptionalInt.of(40022)));
  }

  @Test
  void usesABridgeOrVmnet() {
    assertEquals(
        "bridge,id=net,br=br0", GuestNetwork.parse("bridge:br0").netdev(OptionalInt.empty()));
    assertEquals("vmnet-shared,id=net", GuestNetwork.parse("vmnet").netdev(OptionalInt.empty()));
    assertEquals("bridge:br0", GuestNetwork.parse("bridge:br0").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nat", "bridge:", "bridge:br0,helper=/bin/sh", "bridge:../x", "tap"})
  void refusesOtherNetworks(String text) {
    assertThrows(IllegalArgumentException.class, () -> GuestNetwork.parse(text));
  }

  @Test
  void refusesPortsOnABridge() {
    GuestNetwork bridge = GuestNetwork.parse("bridge:br0");
    assertThrows(
        IllegalArgumentException.class,
        () -> bridge.withForwards(List.of(new PortForward(8080, 80))));
  }

  @Test
  void refusesOneHostPortForTwoGuestPorts() {
    List<PortForward> twice = List.of(new PortForward(8080, 80), new PortForward(8080, 81));
    assertThrows(IllegalArgumentException.class, () -> GuestNetwork.user().withForwards(twice));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "80",
        "0:80",
        "80:0",
        "65536:1",
        "1:65536",
        "a:b",
        "1:2:3",
        "-1:2",
        "8080:80,x"
      })
  void refusesInvalidPairsOfPorts(String text) {
    assertThrows(IllegalArgumentException.class, () -> PortForward.parse(text));
  }
}
