package io.pim.tools.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A network interface inside a guest, with its IP addresses, without prefix lengths. */
public record GuestInterface(String name, String hardwareAddress, List<String> addresses) {
  public GuestInterface {
    addresses = List.copyOf(addresses);
  }

  static List<GuestInterface> listFrom(JsonNode answer) {
    List<GuestInterface> interfaces = new ArrayList<>();
    for (JsonNode one : answer) {
      List<String> addresses = new ArrayList<>();
      one.path("ip-addresses").forEach(a -> addresses.add(a.path("ip-address").asText()));
      interfaces.add(
          new GuestInterface(
              one.path("name").asText(), one.path("hardware-address").asText(), addresses));
    }
    return interfaces;
  }
}
