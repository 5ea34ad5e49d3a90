package io.pim.tools.aws.fake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The calls about imports of snapshots. */
final class ImportCalls {
  static final Set<String> OPERATIONS =
      Set.of("ImportSnapshot", "DescribeImportSnapshotTasks", "CancelImportTask");

  private static final Set<String> FORMATS = Set.of("RAW", "VHD", "VMDK");
  private static final String IMPORTER = "vmie.amazonaws.com";

  private final Cloud cloud;

  ImportCalls(Cloud cloud) {
    this.cloud = cloud;
  }

  Map<String, ?> run(String operation, Params params, Cloud.Region region, String where)
      throws IOException {
    return switch (operation) {
      case "ImportSnapshot" -> start(params, region, where);
      case "CancelImportTask" -> cancel(params, region);
      default -> describe(params, region, where);
    };
  }

  private Map<String, ?> start(Params params, Cloud.Region region, String where) {
    String token = params.text("ClientToken").orElse("");
    Map.Entry<Params, String> before = region.tokens.get(token);
    if (before != null && !before.getKey().equals(params)) {
      throw new Refusal(
          400, "IdempotentParameterMismatch", "The client token was used with other parameters");
    }
    if (before != null) {
      return shown(region.imports.get(before.getValue()));
    }
    Params disk = params.structure("DiskContainer");
    if (!FORMATS.contains(disk.text("Format").orElse(""))) {
      throw invalid("The disk image format is not one of " + FORMATS);
    }
    Params from = disk.structure("UserBucket");
    Bucket bucket = cloud.buckets().get(from.text("S3Bucket").orElse(""));
    if (bucket == null || !bucket.region().equals(where)) {
      throw invalid("The bucket does not exist in the region " + where);
    }
    String role = params.text("RoleName").orElse("vmimport");
    if (!IMPORTER.equals(cloud.roles().get(role))) {
      throw invalid(
          "The service role "
              + role
              + " does not exist or does not have sufficient permissions for the service to"
              + " continue");
    }
    ImportJob job =
        new ImportJob(
            cloud.newId("import-snap"), bucket, from.require("S3Key"), params, cloud.looks());
    job.hideFor(cloud.hiddenLooks());
    for (Params specification : params.structures("TagSpecifications")) {
      if (!specification.require("ResourceType").equals("import-snapshot-task")) {
        throw Refusal.invalid("Only the task can be tagged here");
      }
      specification.structures("Tags").forEach(tag -> TagCalls.put(job.tags(), tag));
    }
    region.imports.put(job.id(), job);
    if (!token.isEmpty()) {
      region.tokens.put(token, Map.entry(params, job.id()));
    }
    return shown(job);
  }

  private static Refusal invalid(String message) {
    return new Refusal(400, "InvalidParameter", message);
  }

  private Map<String, ?> describe(Params params, Cloud.Region region, String where)
      throws IOException {
    if (params.has("Filters")) {
      throw new IllegalStateException("AWS documents no filters of import tasks");
    }
    List<Map<String, Object>> found = new ArrayList<>();
    for (ImportJob job : region.imports.values()) {
      if (job.look(cloud, region, where)) {
        found.add(shown(job));
      }
    }
    return Map.of("ImportSnapshotTasks", found);
  }

  private static Map<String, Object> shown(ImportJob job) {
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("Format", "VMDK");
    detail.put("Status", job.status());
    detail.put("StatusMessage", job.message());
    if (job.status().equals("active")) {
      detail.put("Progress", "19");
    }
    job.snapshot().ifPresent(id -> detail.put("SnapshotId", id));
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("ImportTaskId", job.id());
    shown.put("SnapshotTaskDetail", detail);
    shown.put("Tags", TagCalls.shown(job.tags()));
    return shown;
  }

  private static Map<String, ?> cancel(Params params, Cloud.Region region) {
    ImportJob job = region.imports.get(params.text("ImportTaskId").orElse(""));
    if (job == null) {
      throw invalid("The import task does not exist");
    }
    if (!job.status().equals("active")) {
      throw new Refusal(400, "IncorrectState", "The import task is " + job.status());
    }
    job.fail("Cancelled by the user");
    return Map.of("ImportTaskId", job.id(), "State", "deleting", "PreviousState", "active");
  }
}
