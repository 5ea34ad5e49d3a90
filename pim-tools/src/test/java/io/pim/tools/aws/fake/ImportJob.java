package io.pim.tools.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An import of a disk from a bucket into a snapshot. The disk is read at its end. */
public final class ImportJob {
  private final String id;
  private final Bucket bucket;
  private final String key;
  private final Params request;
  private final Map<String, String> tags = new TreeMap<>();
  private int looksLeft;
  private int hiddenLooks;
  private String status = "active";
  private String message = "pending";
  private Optional<String> snapshot = Optional.empty();

  ImportJob(String id, Bucket bucket, String key, Params request, int looks) {
    this.id = id;
    this.bucket = bucket;
    this.key = key;
    this.request = request;
    this.looksLeft = looks;
  }

  public String id() {
    return id;
  }

  public String status() {
    return status;
  }

  /** AWS abandons the import. */
  public void fail(String why) {
    status = "deleted";
    message = why;
  }

  String message() {
    return message;
  }

  Optional<String> snapshot() {
    return snapshot;
  }

  Map<String, String> tags() {
    return tags;
  }

  void hideFor(int looks) {
    hiddenLooks = looks;
  }

  boolean look(Cloud cloud, Cloud.Region region, String where) throws IOException {
    if (hiddenLooks > 0) {
      hiddenLooks--;
      return false;
    }
    if (status.equals("active") && looksLeft-- <= 0) {
      end(cloud, region, where);
    }
    return true;
  }

  private void end(Cloud cloud, Cloud.Region region, String where) throws IOException {
    Optional<StoredFile> object = bucket.object(key);
    if (object.isEmpty()) {
      fail(
          "ClientError: Disk validation failed [We do not have access to the given resource. Reason"
              + " 404 Not Found]");
      return;
    }
    Path file = object.get().file();
    JsonNode info = Json.mapper().readTree(qemuImg("info", "--output=json", file.toString()));
    if (!info.path("format").asText().equals("vmdk")
        || !info.path("format-specific")
            .path("data")
            .path("create-type")
            .asText()
            .equals("streamOptimized")) {
      fail("ClientError: Disk validation failed [Unsupported VMDK File]");
      return;
    }
    String snapshotId = cloud.newId("snap");
    Path raw = file.resolveSibling(snapshotId + ".import");
    qemuImg("convert", "-f", "vmdk", "-O", "raw", file.toString(), raw.toString());
    long gibibytes = Math.max(1, (info.required("virtual-size").asLong() + (1L << 30) - 1) >> 30);
    Snap snap =
        new Snap(
            snapshotId, (int) gibibytes, request.yes("Encrypted"), cloud.disk(where, snapshotId));
    snap.importFrom(raw);
    Files.delete(raw);
    region.snapshots.put(snapshotId, snap);
    snapshot = Optional.of(snapshotId);
    status = "completed";
    message = "";
  }

  private static String qemuImg(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("qemu-img"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
