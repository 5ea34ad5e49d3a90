package io.pim.tools.aws;

import io.pim.tools.aws.SnapshotInfo.State;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ebs.model.ChecksumAggregationMethod;
import software.amazon.awssdk.services.ebs.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.ebs.model.Tag;
import software.amazon.awssdk.services.ec2.model.Snapshot;

/** Snapshots of the account: written by the EBS direct APIs, listed and removed by EC2. */
public final class Snapshots {
  /** The size of a block. */
  public static final int BLOCK = 512 << 10;

  /** EBS cancels a snapshot after this time without a write or its completion. */
  private static final int TIMEOUT_MINUTES = 24 * 60;

  private final AwsClients clients;
  private final AwsCalls calls;

  Snapshots(AwsClients clients, AwsCalls calls) {
    this.clients = clients;
    this.calls = calls;
  }

  /** All snapshots of the account with a tag. */
  public List<SnapshotInfo> withTag(String region, String key) throws InterruptedException {
    return calls.call(
        "ec2:DescribeSnapshots",
        region,
        () ->
            clients
                .ec2(region)
                .describeSnapshotsPaginator(
                    its -> its.ownerIds("self").filters(Tagged.withKey(key)))
                .snapshots()
                .stream()
                .map(snapshot -> read(region, snapshot))
                .toList());
  }

  private static SnapshotInfo read(String region, Snapshot snapshot) {
    State state =
        switch (snapshot.stateAsString()) {
          case "completed" -> State.COMPLETED;
          case "pending" -> State.PENDING;
          default -> State.BROKEN;
        };
    String message = snapshot.stateMessage() == null ? "" : snapshot.stateMessage();
    return new SnapshotInfo(
        region, snapshot.snapshotId(), state, message, Tagged.read(snapshot.tags()));
  }

  /** Starts a snapshot, or finds the one that the token started. Returns its id. */
  public String start(String region, NewSnapshot wanted) throws InterruptedException {
    List<Tag> tags =
        new TreeMap<>(wanted.tags())
            .entrySet().stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    return calls.call(
        "ebs:StartSnapshot",
        region,
        () ->
            clients
                .ebs(region)
                .startSnapshot(
                    its ->
                        its.clientToken(wanted.token())
                            .volumeSize(wanted.gibibytes())
                            .description(wanted.description())
                            .timeout(TIMEOUT_MINUTES)
                            .tags(tags)
                            // Otherwise the account's own setting decides.
                            .encrypted(wanted.encrypted() ? Boolean.TRUE : null)
                            .kmsKeyArn(wanted.kmsKey().orElse(null)))
                .snapshotId());
  }

  /** Writes a block. */
  void put(String region, String id, Block block, Runnable onThrottle) throws InterruptedException {
    EbsClient ebs = clients.ebs(region);
    calls.callOnNew(
        "ebs:PutSnapshotBlock",
        region,
        onThrottle,
        () ->
            ebs.putSnapshotBlock(
                its ->
                    its.snapshotId(id)
                        .blockIndex(block.index())
                        .dataLength(BLOCK)
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                        .checksum(Base64.getEncoder().encodeToString(block.digest())),
                RequestBody.fromContentProvider(block::open, BLOCK, "application/octet-stream")));
  }

  /** Completes a snapshot. EBS compares its blocks with the checksum of the upload. */
  public void complete(String region, WrittenSnapshot written) throws InterruptedException {
    calls.callOnNew(
        "ebs:CompleteSnapshot",
        region,
        () -> {},
        () ->
            clients
                .ebs(region)
                .completeSnapshot(
                    its ->
                        its.snapshotId(written.id())
                            .changedBlocksCount(written.blocks())
                            .checksum(written.checksum())
                            .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                            .checksumAggregationMethod(ChecksumAggregationMethod.LINEAR)));
  }

  /** Adds tags to a snapshot that is new. Returns false if there is no such snapshot. */
  public boolean tag(String region, String id, Map<String, String> tags)
      throws InterruptedException {
    return calls.callOnNewUnless(
        "InvalidSnapshot.NotFound",
        "ec2:CreateTags",
        region,
        () -> clients.ec2(region).createTags(its -> its.resources(id).tags(Tagged.tags(tags))));
  }

  /** Removes a snapshot if it exists. Returns false if an AMI uses it. */
  public boolean remove(String region, String id) throws InterruptedException {
    return calls
        .callUnless(
            "InvalidSnapshot.InUse",
            "ec2:DeleteSnapshot",
            region,
            () ->
                calls.unless(
                    "InvalidSnapshot.NotFound",
                    () -> clients.ec2(region).deleteSnapshot(its -> its.snapshotId(id))))
        .isPresent();
  }
}
