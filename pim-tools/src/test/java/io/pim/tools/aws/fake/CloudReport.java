package io.pim.tools.aws.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The contents of the account, for programs that run the fake as a separate process.
 *
 * @param onTheWay unfinished uploads, objects in buckets, imports and instances that run
 * @param received the bytes of all blocks and parts so far; repeated ones count twice
 * @param objects the sizes of all objects that were ever complete, by key
 */
record CloudReport(
    List<Image> images,
    List<Snapshot> snapshots,
    List<String> onTheWay,
    long received,
    Map<String, Long> objects) {

  /**
   * An AMI.
   *
   * @param deployment the value of the tag of that name
   * @param current the value of that tag; empty if it has none
   */
  record Image(
      String region, String id, String state, String deployment, String current, String snapshot) {}

  /**
   * A snapshot.
   *
   * @param disk the digest of its bytes, up to the last block that is not empty
   */
  record Snapshot(
      String region, String id, String state, String deployment, int blocks, Sha256 disk) {}

  static CloudReport of(Cloud cloud) throws IOException {
    List<Image> images = new ArrayList<>();
    List<Snapshot> snapshots = new ArrayList<>();
    List<String> onTheWay = new ArrayList<>();
    for (Map.Entry<String, Cloud.Region> entry : cloud.regions().entrySet()) {
      String region = entry.getKey();
      for (Ami ami : entry.getValue().images()) {
        images.add(
            new Image(
                region,
                ami.id(),
                ami.state(),
                ami.tags().getOrDefault("pim:deployment", ""),
                ami.tags().getOrDefault("pim:current", ""),
                ami.snapshot().id()));
      }
      for (Snap snap : entry.getValue().snapshots()) {
        snapshots.add(
            new Snapshot(
                region,
                snap.id(),
                snap.state(),
                snap.tags().getOrDefault("pim:deployment", ""),
                snap.blocks(),
                Sha256.ofFile(snap.file())));
      }
      entry.getValue().imports().stream()
          .filter(its -> its.status().equals("active"))
          .forEach(its -> onTheWay.add(its.id()));
      entry.getValue().machines().stream()
          .filter(Machine::isThere)
          .forEach(its -> onTheWay.add(its.id()));
    }
    long received = cloud.blocksReceived() * Snap.BLOCK;
    Map<String, Long> objects = new TreeMap<>();
    for (Bucket bucket : cloud.buckets().values()) {
      bucket.uploads().forEach(its -> onTheWay.add(its.id() + " of " + its.key()));
      onTheWay.addAll(bucket.keys());
      received += bucket.bytesReceived();
      objects.putAll(bucket.completed());
    }
    return new CloudReport(images, snapshots, onTheWay, received, objects);
  }

  String json() throws JsonProcessingException {
    return Json.mapper().writeValueAsString(this);
  }
}
