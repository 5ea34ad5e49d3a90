package io.pim.tools.aws.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All that is in the account, for programs that run the fake as a process of its own. */
record CloudReport(List<Image> images, List<Snapshot> snapshots) {

  /**
   * An AMI.
   *
   * @param deployment the value of the tag of that name
   * @param current likewise; empty where it has none
   */
  record Image(
      String region, String id, String state, String deployment, String current, String snapshot) {}

  /**
   * A snapshot.
   *
   * @param puts how many blocks were received, those that came twice counted twice
   * @param disk the digest of its bytes, up to the last block that is not empty
   */
  record Snapshot(
      String region,
      String id,
      String state,
      String deployment,
      int blocks,
      int puts,
      Sha256 disk) {}

  static CloudReport of(Cloud cloud) throws IOException {
    List<Image> images = new ArrayList<>();
    List<Snapshot> snapshots = new ArrayList<>();
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
                snap.puts(),
                Sha256.ofFile(snap.file())));
      }
    }
    return new CloudReport(images, snapshots);
  }

  String json() throws JsonProcessingException {
    return Json.mapper().writeValueAsString(this);
  }
}
