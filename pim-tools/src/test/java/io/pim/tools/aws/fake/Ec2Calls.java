package io.pim.tools.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** EC2's Query API. */
final class Ec2Calls {
  private static final String VERSION = "2016-11-15";

  private final ServiceModel model = ServiceModel.of("ec2");
  private final QueryReader reader = new QueryReader(model);
  private final AnswerWriter writer = new AnswerWriter(model);
  private final Cloud cloud;
  private final ImageCalls images;
  private final TagCalls tags = new TagCalls();
  private final ImportCalls imports;
  private final InstanceCalls instances;

  Ec2Calls(Cloud cloud) {
    this.cloud = cloud;
    this.images = new ImageCalls(cloud);
    this.imports = new ImportCalls(cloud);
    this.instances = new InstanceCalls(cloud);
  }

  static Map<String, String> form(HttpRequest request) {
    if (!request.method().equals("POST") || !request.path().equals("/")) {
      throw new Refusal(400, "InvalidAction", "The request is no POST to /");
    }
    Map<String, String> form = QueryReader.form(new String(request.body(), StandardCharsets.UTF_8));
    return form;
  }

  private static void requireVersion(Map<String, String> form) {
    if (!VERSION.equals(form.get("Version"))) {
      throw new Refusal(400, "NoSuchVersion", "The version " + form.get("Version") + " is unknown");
    }
  }

  HttpReply answer(String operation, Map<String, String> form, Cloud.Region region, String where)
      throws IOException {
    requireVersion(form);
    JsonNode own =
        model
            .operation(operation)
            .orElseThrow(
                () ->
                    new Refusal(
                        400,
                        "InvalidAction",
                        "The action " + operation + " is not valid for this web service."));
    Params params = reader.read(own, form);
    if (params.yes("DryRun")) {
      throw new Refusal(
          412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    }
    synchronized (region) {
      return HttpReply.xml(200, writer.write(operation, run(operation, params, region, where)));
    }
  }

  private Map<String, ?> run(String operation, Params params, Cloud.Region region, String where)
      throws IOException {
    if (ImportCalls.OPERATIONS.contains(operation)) {
      return imports.run(operation, params, region, where);
    }
    if (InstanceCalls.OPERATIONS.contains(operation)) {
      return instances.run(operation, params, region);
    }
    return switch (operation) {
      case "DescribeRegions" -> regions(params);
      case "DescribeSnapshots" -> snapshots(params, region);
      case "DeleteSnapshot" -> deleteSnapshot(params, region);
      case "CreateTags" -> tags.create(params, region);
      case "DeleteTags" -> tags.delete(params, region);
      case "GetImageBlockPublicAccessState" ->
          Map.of(
              "ImageBlockPublicAccessState",
              cloud.publicAccessBlocked() ? "block-new-sharing" : "unblocked");
      default -> images.run(operation, params, region, where);
    };
  }

  private Map<String, ?> regions(Params params) {
    List<Map<String, Object>> found =
        cloud.optIn().entrySet().stream()
            .filter(its -> params.yes("AllRegions") || !its.getValue().equals("not-opted-in"))
            .map(
                its ->
                    Map.<String, Object>of(
                        "RegionName", its.getKey(), "OptInStatus", its.getValue()))
            .toList();
    return Map.of("Regions", found);
  }

  private static Map<String, ?> snapshots(Params params, Cloud.Region region) {
    Filters filters = new Filters(params, Map.of("OwnerIds", "owner-id"));
    List<Map<String, Object>> found =
        region.snapshots().stream()
            .filter(snap -> filters.match(snap.tags(), Map.of("snapshot-id", snap.id())))
            .filter(Snap::look)
            .map(Ec2Calls::shown)
            .toList();
    return Map.of("Snapshots", found);
  }

  private static Map<String, Object> shown(Snap snap) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("SnapshotId", snap.id());
    shown.put("State", snap.state());
    if (snap.state().equals("error")) {
      shown.put("StateMessage", "The snapshot was not completed in time");
    }
    shown.put("VolumeSize", snap.gibibytes());
    shown.put("OwnerId", Cloud.ACCOUNT);
    shown.put("Encrypted", snap.isEncrypted());
    shown.put("Tags", TagCalls.shown(snap.tags()));
    return shown;
  }

  private static Map<String, ?> deleteSnapshot(Params params, Cloud.Region region) {
    String id = params.require("SnapshotId");
    Snap snap = region.snapshots.get(id);
    if (snap == null) {
      throw new Refusal(
          400, "InvalidSnapshot.NotFound", "The snapshot '" + id + "' does not exist.");
    }
    region.images.values().stream()
        .filter(ami -> ami.snapshot() == snap)
        .findFirst()
        .ifPresent(
            ami -> {
              throw new Refusal(
                  400,
                  "InvalidSnapshot.InUse",
                  "The snapshot " + id + " is currently in use by " + ami.id());
            });
    region.snapshots.remove(id);
    return Map.of();
  }
}
