package io.pim.tools.aws.fake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The calls about instances. */
final class InstanceCalls {
  static final Set<String> OPERATIONS =
      Set.of(
          "RunInstances",
          "DescribeInstances",
          "DescribeInstanceStatus",
          "GetConsoleOutput",
          "TerminateInstances");

  private final Cloud cloud;

  InstanceCalls(Cloud cloud) {
    this.cloud = cloud;
  }

  Map<String, ?> run(String operation, Params params, Cloud.Region region) {
    return switch (operation) {
      case "RunInstances" -> launch(params, region);
      case "DescribeInstances" -> describe(params, region);
      case "DescribeInstanceStatus" -> status(params, region);
      case "GetConsoleOutput" -> console(params, region);
      default -> terminate(params, region);
    };
  }

  private Map<String, ?> launch(Params params, Cloud.Region region) {
    String token = params.text("ClientToken").orElse("");
    Map.Entry<Params, String> before = region.tokens.get(token);
    if (before != null) {
      return again(params, before, region);
    }
    Ami ami = region.images.get(params.text("ImageId").orElse(""));
    if (ami == null) {
      throw new Refusal(
          400,
          "InvalidAMIID.NotFound",
          "The image id '[" + params.text("ImageId") + "]' does not exist");
    }
    if (!ami.state().equals("available")) {
      throw new Refusal(400, "InvalidAMIID.Unavailable", "The image is " + ami.state());
    }
    if (params.number("MinCount") != 1 || params.number("MaxCount") != 1) {
      throw Refusal.invalid("One instance is enough");
    }
    requireType(params.text("InstanceType").orElse("m1.small"), ami);
    requireNetwork(params);
    cloud
        .refusedLaunch()
        .ifPresent(
            refusal -> {
              throw refusal;
            });
    Machine machine =
        new Machine(
            cloud.newId("i"), params, ami, cloud.boot(), cloud.looks(), cloud.hiddenLooks());
    for (Params specification : params.structures("TagSpecifications")) {
      if (!Set.of("instance", "volume", "network-interface")
          .contains(specification.require("ResourceType"))) {
        throw Refusal.invalid("That cannot be tagged here");
      }
      if (specification.require("ResourceType").equals("instance")) {
        specification.structures("Tags").forEach(tag -> TagCalls.put(machine.tags(), tag));
      }
    }
    region.machines.put(machine.id(), machine);
    if (!token.isEmpty()) {
      region.tokens.put(token, Map.entry(params, machine.id()));
    }
    return reservation(machine);
  }

  private static Map<String, ?> again(
      Params params, Map.Entry<Params, String> before, Cloud.Region region) {
    if (!before.getKey().equals(params)) {
      throw new Refusal(
          400,
          "IdempotentParameterMismatch",
          "Arguments on this idempotent request are inconsistent with arguments used in previous"
              + " request(s).");
    }
    Machine machine = region.machines.get(before.getValue());
    if (!machine.isThere()) {
      throw new Refusal(
          400,
          "IdempotentInstanceTerminated",
          "The client token was used with an instance that has been terminated");
    }
    return reservation(machine);
  }

  private static void requireType(String type, Ami ami) {
    boolean arm = type.matches("[a-z]+\\d+g[a-z]*\\..*");
    if (arm != ami.architecture().equals("arm64")) {
      throw Refusal.invalid(
          "The architecture of the specified instance type does not match the architecture '"
              + ami.architecture()
              + "' of the specified AMI.");
    }
  }

  private void requireNetwork(Params params) {
    List<Params> interfaces = params.structures("NetworkInterfaces");
    if (!interfaces.isEmpty() && (params.has("SubnetId") || params.has("SecurityGroupIds"))) {
      throw new Refusal(
          400,
          "InvalidParameterCombination",
          "Network interfaces and an instance-level subnet ID may not be specified on the same"
              + " request");
    }
    for (Params one : interfaces) {
      one.text("SubnetId")
          .filter(id -> !cloud.subnets().contains(id))
          .ifPresent(
              id -> {
                throw new Refusal(
                    400, "InvalidSubnetID.NotFound", "The subnet ID '" + id + "' does not exist");
              });
    }
  }

  private static Map<String, ?> reservation(Machine machine) {
    return Map.of("OwnerId", Cloud.ACCOUNT, "Instances", List.of(shown(machine)));
  }

  private static Map<String, Object> shown(Machine machine) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("InstanceId", machine.id());
    shown.put("ImageId", machine.ami().id());
    shown.put("State", state(machine));
    if (!machine.isThere()) {
      shown.put(
          "StateReason",
          Map.of(
              "Code", "Client.InstanceInitiatedShutdown",
              "Message", "Client.InstanceInitiatedShutdown: Instance initiated shutdown"));
    }
    shown.put("Tags", TagCalls.shown(machine.tags()));
    return shown;
  }

  private static Map<String, Object> state(Machine machine) {
    int code =
        switch (machine.state()) {
          case "pending" -> 0;
          case "running" -> 16;
          case "shutting-down" -> 32;
          default -> 48;
        };
    return Map.of("Code", code, "Name", machine.state());
  }

  private static Map<String, ?> describe(Params params, Cloud.Region region) {
    Filters filters = new Filters(params, Map.of());
    List<Map<String, ?>> found = new ArrayList<>();
    for (Machine machine : region.machines.values()) {
      if (filters.match(machine.tags(), Map.of()) && machine.look()) {
        found.add(reservation(machine));
      }
    }
    return Map.of("Reservations", found);
  }

  private static Map<String, ?> status(Params params, Cloud.Region region) {
    List<Map<String, ?>> found = new ArrayList<>();
    for (String id : params.texts("InstanceIds")) {
      Machine machine = find(id, region);
      Optional<String> check = machine.check();
      if (check.isPresent()) {
        found.add(
            Map.of(
                "InstanceId", id,
                "InstanceState", state(machine),
                "SystemStatus", Map.of("Status", "ok"),
                "InstanceStatus", Map.of("Status", check.get())));
      }
    }
    return Map.of("InstanceStatuses", found);
  }

  private static Map<String, ?> console(Params params, Cloud.Region region) {
    Machine machine = find(params.require("InstanceId"), region);
    if (params.yes("Latest") && !machine.boot().latest()) {
      throw new Refusal(
          400,
          "UnsupportedOperation",
          "This instance type does not support retrieving the latest console logs.");
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("InstanceId", machine.id());
    if (!machine.boot().console().isEmpty()) {
      answer.put(
          "Output",
          Base64.getMimeEncoder()
              .encodeToString(machine.boot().console().getBytes(StandardCharsets.UTF_8)));
    }
    return answer;
  }

  private static Map<String, ?> terminate(Params params, Cloud.Region region) {
    List<Map<String, ?>> changed = new ArrayList<>();
    for (String id : params.texts("InstanceIds")) {
      Machine machine = find(id, region);
      machine.terminate();
      changed.add(Map.of("InstanceId", id, "CurrentState", state(machine)));
    }
    return Map.of("TerminatingInstances", changed);
  }

  private static Machine find(String id, Cloud.Region region) {
    Machine machine = region.machines.get(id);
    if (machine == null) {
      throw new Refusal(
          400, "InvalidInstanceID.NotFound", "The instance ID '" + id + "' does not exist");
    }
    return machine;
  }
}
