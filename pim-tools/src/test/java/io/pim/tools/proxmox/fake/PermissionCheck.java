package io.pim.tools.proxmox.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks a caller's rights against the permissions that the contract requires for an endpoint. */
final class PermissionCheck {
  private final Cluster cluster;

  PermissionCheck(Cluster cluster) {
    this.cluster = cluster;
  }

  void check(Call call) throws Refusal {
    check(call.endpoint().permissions(), call);
  }

  private void check(JsonNode wanted, Call call) throws Refusal {
    if (wanted.has("user")) {
      return;
    }
    if (wanted.has("all_of")) {
      for (JsonNode part : wanted.get("all_of")) {
        check(part, call);
      }
      return;
    }
    if (wanted.has("any_of")) {
      for (JsonNode part : wanted.get("any_of")) {
        if (applies(part, call) && holds(part, call)) {
          return;
        }
      }
      throw Refusal.error(403, "Permission check failed");
    }
    List<String> privileges = privileges(wanted);
    if (!holds(wanted, call)) {
      throw Refusal.noRight(path(wanted, call), String.join("|", privileges));
    }
  }

  private boolean holds(JsonNode wanted, Call call) {
    if (wanted.has("self")) {
      String userid = call.parameters().getOrDefault("userid", call.who().name());
      return call.who().owns(userid) || userid.equals(call.who().name());
    }
    if (wanted.has("owner")) {
      return Upid.parse(call.path().get("upid"))
          .map(upid -> call.who().owns(upid.user()))
          .orElse(true);
    }
    if (wanted.has("all_of")) {
      for (JsonNode part : wanted.get("all_of")) {
        if (!holds(part, call)) {
          return false;
        }
      }
      return true;
    }
    if (wanted.has("any_of")) {
      for (JsonNode part : wanted.get("any_of")) {
        if (holds(part, call)) {
          return true;
        }
      }
      return false;
    }
    Set<String> held = cluster.privileges(call.who(), path(wanted, call));
    List<String> privileges = privileges(wanted);
    return wanted.path("match").asText("all").equals("any")
        ? privileges.stream().anyMatch(held::contains)
        : held.containsAll(privileges);
  }

  private static boolean applies(JsonNode wanted, Call call) {
    if (wanted.has("only_if_param")) {
      return call.parameters().containsKey(wanted.get("only_if_param").asText());
    }
    if (wanted.has("when")) {
      boolean image = !call.path().getOrDefault("volume", "").matches(".*(iso|vztmpl|import)/.*");
      return wanted.get("when").asText().equals("images of a VM") == image;
    }
    return true;
  }

  /** Release 9 split VM.Monitor into the rights of the guest agent. */
  private List<String> privileges(JsonNode wanted) {
    List<String> names = new ArrayList<>();
    wanted.get("privs").forEach(name -> names.add(name.asText()));
    return cluster.release().major() >= 9
        ? names
        : names.stream()
            .map(name -> name.startsWith("VM.GuestAgent.") ? "VM.Monitor" : name)
            .distinct()
            .collect(Collectors.toList());
  }

  private static String path(JsonNode wanted, Call call) {
    Map<String, String> values = new HashMap<>(call.parameters());
    values.putAll(call.path());
    if (values.containsKey("volume")) {
      values.put("owner", StoredVolume.owner(values.get("volume")));
    }
    String path = wanted.get("path").asText();
    for (Map.Entry<String, String> value : values.entrySet()) {
      path = path.replace("{" + value.getKey() + "}", value.getValue());
    }
    return path;
  }
}
