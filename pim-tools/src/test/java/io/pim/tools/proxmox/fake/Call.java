package io.pim.tools.proxmox.fake;

import java.util.Map;
import java.util.Optional;

/** A request for a known endpoint. */
record Call(
    Endpoint endpoint, Map<String, String> path, Map<String, String> parameters, Identity who) {

  String node() {
    return path.get("node");
  }

  String storage() {
    return path.get("storage");
  }

  int vmid() {
    return Integer.parseInt(path.get("vmid"));
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  boolean isSet(String name) {
    return parameter(name).filter("1"::equals).isPresent();
  }
}
