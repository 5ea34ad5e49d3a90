package io.pim.tools.aws.fake;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The calls about images. */
final class ImageCalls {
  private static final String NAME = "[A-Za-z0-9()\\[\\] ./'@_-]{3,128}";

  private final Cloud cloud;

  ImageCalls(Cloud cloud) {
    this.cloud = cloud;
  }

  Map<String, ?> run(String operation, Params params, Cloud.Region region, String where)
      throws IOException {
    return switch (operation) {
      case "RegisterImage" -> register(params, region);
      case "DescribeImages" -> describe(params, region);
      case "DeregisterImage" -> deregister(params, region);
      case "CopyImage" -> copy(params, region, where);
      case "ModifyImageAttribute" -> share(params, region);
      default -> throw new IllegalStateException("the fake does not know " + operation);
    };
  }

  private Map<String, ?> register(Params params, Cloud.Region region) {
    requireFreeName(params, region);
    String boot = params.text("BootMode").orElse("");
    if (params.text("Architecture").orElse("i386").equals("arm64")
        && !Set.of("", "uefi").contains(boot)) {
      throw new Refusal(
          400, "InvalidParameterCombination", "The architecture arm64 needs the boot mode uefi");
    }
    if (!params.text("VirtualizationType").orElse("paravirtual").equals("hvm")) {
      throw new Refusal(
          400, "InvalidParameterCombination", "A paravirtual image needs a kernel id");
    }
    String root = params.text("RootDeviceName").orElse("/dev/sda1");
    Params device =
        params.structures("BlockDeviceMappings").stream()
            .filter(its -> its.text("DeviceName").equals(Optional.of(root)))
            .findFirst()
            .orElseThrow(
                () ->
                    new Refusal(
                        400,
                        "InvalidBlockDeviceMapping",
                        "The root device " + root + " has no mapping"));
    String id = device.structure("Ebs").text("SnapshotId").orElse("");
    Snap snap = region.snapshots.get(id);
    if (snap == null) {
      throw new Refusal(
          400, "InvalidSnapshot.NotFound", "The snapshot '" + id + "' does not exist.");
    }
    if (!snap.state().equals("completed")) {
      throw Refusal.invalid("The snapshot " + id + " is not completed");
    }
    return add(params, region, snap);
  }

  private Map<String, ?> add(Params params, Cloud.Region region, Snap snap) {
    Ami ami = new Ami(cloud.newId("ami"), params, snap, cloud.looks(), cloud.hiddenLooks());
    for (Params specification : params.structures("TagSpecifications")) {
      String type = specification.require("ResourceType");
      boolean own = type.equals("image");
      if (!own && !(type.equals("snapshot") && params.has("SourceImageId"))) {
        throw Refusal.invalid("The resource type " + type + " cannot be tagged here");
      }
      specification
          .structures("Tags")
          .forEach(tag -> TagCalls.put(own ? ami.tags() : snap.tags(), tag));
    }
    region.images.put(ami.id(), ami);
    return Map.of("ImageId", ami.id());
  }

  private static void requireFreeName(Params params, Cloud.Region region) {
    String name = params.require("Name");
    if (!name.matches(NAME)) {
      throw new Refusal(
          400,
          "InvalidAMIName.Malformed",
          "AMI names must be between 3 and 128 characters long, and may contain letters, numbers,"
              + " '(', ')', '.', '-', '/' and '_'");
    }
    region.images.values().stream()
        .filter(ami -> ami.name().equals(name))
        .findFirst()
        .ifPresent(
            ami -> {
              throw new Refusal(
                  400,
                  "InvalidAMIName.Duplicate",
                  "AMI name " + name + " is already in use by AMI " + ami.id());
            });
  }

  private static Map<String, ?> describe(Params params, Cloud.Region region) {
    Filters filters = new Filters(params, Map.of("Owners", "owner-id"));
    List<Map<String, Object>> found =
        region.images().stream()
            .filter(
                ami -> filters.match(ami.tags(), Map.of("image-id", ami.id(), "name", ami.name())))
            .filter(Ami::look)
            .map(ImageCalls::shown)
            .toList();
    return Map.of("Images", found);
  }

  private static Map<String, Object> shown(Ami ami) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("ImageId", ami.id());
    shown.put("Name", ami.name());
    shown.put("State", ami.state());
    shown.put("OwnerId", Cloud.ACCOUNT);
    shown.put("Architecture", ami.architecture());
    if (ami.state().equals("failed")) {
      shown.put("StateReason", Map.of("Code", "Server.Internal", "Message", "the copy failed"));
    }
    shown.put(
        "BlockDeviceMappings",
        List.of(
            Map.of("DeviceName", "/dev/sda1", "Ebs", Map.of("SnapshotId", ami.snapshot().id()))));
    shown.put("Tags", TagCalls.shown(ami.tags()));
    return shown;
  }

  private static Ami find(Params params, Cloud.Region region) {
    String id = params.require("ImageId");
    Ami ami = region.images.get(id);
    if (ami == null) {
      throw new Refusal(400, "InvalidAMIID.NotFound", "The image id '" + id + "' does not exist");
    }
    return ami;
  }

  private static Map<String, ?> deregister(Params params, Cloud.Region region) {
    region.images.remove(find(params, region).id());
    return Map.of("Return", true);
  }

  private Map<String, ?> copy(Params params, Cloud.Region region, String where) throws IOException {
    String token = params.text("ClientToken").orElse("");
    Map.Entry<Params, String> before = region.tokens.get(token);
    if (before != null) {
      if (!before.getKey().equals(params)) {
        throw new Refusal(
            400, "IdempotentParameterMismatch", "The client token was used with other parameters");
      }
      return Map.of("ImageId", before.getValue());
    }
    Ami source =
        cloud.region(params.require("SourceRegion")).images.get(params.require("SourceImageId"));
    if (source == null || !source.state().equals("available")) {
      throw new Refusal(
          400, "InvalidAMIID.NotFound", "The source image is not there, or not available");
    }
    requireFreeName(params, region);
    Map<String, Object> merged = new LinkedHashMap<>(source.request().members());
    merged.remove("TagSpecifications");
    merged.putAll(params.members());
    String id = cloud.newId("snap");
    Snap snap =
        new Snap(
            id,
            source.snapshot().gibibytes(),
            source.snapshot().isEncrypted() || params.yes("Encrypted"),
            cloud.disk(where, id));
    snap.copyOf(source.snapshot(), cloud.looks());
    region.snapshots.put(id, snap);
    Map<String, ?> answer = add(new Params(merged), region, snap);
    region.tokens.put(token, Map.entry(params, (String) answer.get("ImageId")));
    return answer;
  }

  private Map<String, ?> share(Params params, Cloud.Region region) {
    Ami ami = find(params, region);
    Params changes = params.structure("LaunchPermission");
    for (Params added : changes.structures("Add")) {
      boolean all = added.has("Group");
      if (all && ami.snapshot().isEncrypted()) {
        throw Refusal.invalid("An encrypted image cannot be public");
      }
      if (all && cloud.publicAccessBlocked()) {
        throw new Refusal(
            400,
            "OperationNotPermitted",
            "You can't publicly share this image because block public access for AMIs is enabled"
                + " for this account.");
      }
      ami.launchPermissions().add(whom(added));
    }
    for (Params removed : changes.structures("Remove")) {
      ami.launchPermissions().remove(whom(removed));
    }
    return Map.of();
  }

  private static String whom(Params permission) {
    return permission
        .text("Group")
        .or(() -> permission.text("UserId"))
        .or(() -> permission.text("OrganizationArn"))
        .or(() -> permission.text("OrganizationalUnitArn"))
        .orElseThrow();
  }
}
