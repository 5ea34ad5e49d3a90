package io.pim.tools.aws;

import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.tools.aws.AmiInfo.State;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.ArchitectureValues;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.BootModeValues;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImdsSupportValues;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/** AMIs of the account. */
public final class Amis {
  private static final String ROOT = "/dev/sda1";

  private final AwsClients clients;
  private final AwsCalls calls;

  Amis(AwsClients clients, AwsCalls calls) {
    this.clients = clients;
    this.calls = calls;
  }

  /** All AMIs of the account that have a tag. */
  public List<AmiInfo> withTag(String region, String key) throws InterruptedException {
    return calls.call(
        "ec2:DescribeImages",
        region,
        () ->
            clients
                .ec2(region)
                .describeImagesPaginator(
                    its -> its.owners("self").includeDeprecated(true).filters(Tagged.withKey(key)))
                .images()
                .stream()
                .map(image -> read(region, image))
                .toList());
  }

  private static AmiInfo read(String region, Image image) {
    State state =
        switch (image.stateAsString()) {
          case "available", "disabled" -> State.AVAILABLE;
          case "pending" -> State.PENDING;
          default -> State.BROKEN;
        };
    String message = image.stateReason() == null ? "" : image.stateReason().message();
    List<String> snapshots =
        image.blockDeviceMappings().stream()
            .map(BlockDeviceMapping::ebs)
            .filter(Objects::nonNull)
            .map(EbsBlockDevice::snapshotId)
            .filter(Objects::nonNull)
            .toList();
    return new AmiInfo(
        region,
        image.imageId(),
        image.name(),
        state,
        Objects.toString(message, ""),
        Tagged.read(image.tags()),
        snapshots);
  }

  /** Registers an AMI. Returns its id; empty if another AMI has the name. */
  public Optional<String> register(String region, NewAmi wanted) throws InterruptedException {
    return calls.callUnless(
        "InvalidAMIName.Duplicate",
        "ec2:RegisterImage",
        region,
        () ->
            clients
                .ec2(region)
                .registerImage(
                    its ->
                        its.name(wanted.name())
                            .description(wanted.description())
                            // EC2's default is i386.
                            .architecture(architecture(wanted.architecture()))
                            .bootMode(
                                wanted.firmware() == Firmware.UEFI
                                    ? BootModeValues.UEFI
                                    : BootModeValues.LEGACY_BIOS)
                            .virtualizationType("hvm")
                            .enaSupport(true)
                            .imdsSupport(ImdsSupportValues.V2_0)
                            .rootDeviceName(ROOT)
                            .blockDeviceMappings(disk(wanted.snapshotId()))
                            .tagSpecifications(Tagged.of(ResourceType.IMAGE, wanted.tags())))
                .imageId());
  }

  private static ArchitectureValues architecture(Architecture architecture) {
    return architecture == Architecture.ARM64
        ? ArchitectureValues.ARM64
        : ArchitectureValues.X86_64;
  }

  private static BlockDeviceMapping disk(String snapshotId) {
    return BlockDeviceMapping.builder()
        .deviceName(ROOT)
        .ebs(its -> its.snapshotId(snapshotId).volumeType(VolumeType.GP3).deleteOnTermination(true))
        .build();
  }

  /** Copies an AMI to a region. Returns its id; empty if another AMI has the name. */
  public Optional<String> copy(String region, AmiCopy wanted) throws InterruptedException {
    return calls.callUnless(
        "InvalidAMIName.Duplicate",
        "ec2:CopyImage",
        region,
        () ->
            clients
                .ec2(region)
                .copyImage(
                    its ->
                        its.clientToken(wanted.token())
                            .sourceRegion(wanted.fromRegion())
                            .sourceImageId(wanted.fromId())
                            .name(wanted.name())
                            .description(wanted.description())
                            .encrypted(wanted.encrypted() ? Boolean.TRUE : null)
                            .kmsKeyId(wanted.kmsKey().orElse(null))
                            .tagSpecifications(
                                Tagged.of(ResourceType.IMAGE, wanted.tags()),
                                Tagged.of(ResourceType.SNAPSHOT, wanted.tags())))
                .imageId());
  }

  /** Removes an AMI if it exists. Its snapshots stay. */
  public void remove(String region, String id) throws InterruptedException {
    calls.callUnless(
        "InvalidAMIID.NotFound",
        "ec2:DeregisterImage",
        region,
        () -> clients.ec2(region).deregisterImage(its -> its.imageId(id)));
  }

  /** Adds tags, or changes their values. */
  public void tag(String region, String id, Map<String, String> tags) throws InterruptedException {
    calls.callOnNew(
        "ec2:CreateTags",
        region,
        () -> {},
        () -> clients.ec2(region).createTags(its -> its.resources(id).tags(Tagged.tags(tags))));
  }

  /** Removes a tag, whatever its value. */
  public void untag(String region, String id, String key) throws InterruptedException {
    calls.call(
        "ec2:DeleteTags",
        region,
        () ->
            clients
                .ec2(region)
                .deleteTags(its -> its.resources(id).tags(Tag.builder().key(key).build())));
  }

  /**
   * Lets others launch an AMI.
   *
   * @param accounts account ids, and ARNs of organizations and of units of them
   */
  public void share(String region, String id, List<String> accounts, boolean withAll)
      throws InterruptedException {
    calls.callOnNew(
        "ec2:ModifyImageAttribute",
        region,
        () -> {},
        () ->
            clients
                .ec2(region)
                .modifyImageAttribute(
                    its ->
                        its.imageId(id)
                            .launchPermission(
                                change -> change.add(LaunchPermissions.of(accounts, withAll)))));
  }
}
