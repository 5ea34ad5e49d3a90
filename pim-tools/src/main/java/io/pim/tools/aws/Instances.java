package io.pim.tools.aws;

import io.pim.tools.aws.InstanceInfo.State;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.HttpTokensState;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.ec2.model.InstanceStatusSummary;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.ShutdownBehavior;
import software.amazon.awssdk.services.ec2.model.SummaryStatus;

/** Instances of the account. */
public final class Instances {
  private final AwsClients clients;
  private final AwsCalls calls;

  Instances(AwsClients clients, AwsCalls calls) {
    this.clients = clients;
    this.calls = calls;
  }

  /**
   * Launches an instance, or finds the one that the token launched. Returns its id; empty if that
   * one has ended.
   */
  public Optional<String> launch(String region, NewInstance wanted) throws InterruptedException {
    return calls.callUnless(
        "IdempotentInstanceTerminated",
        "ec2:RunInstances",
        region,
        () ->
            clients
                .ec2(region)
                .runInstances(
                    its ->
                        its.clientToken(wanted.token())
                            .imageId(wanted.ami())
                            .instanceType(wanted.type())
                            .minCount(1)
                            .maxCount(1)
                            .instanceInitiatedShutdownBehavior(ShutdownBehavior.TERMINATE)
                            .metadataOptions(to -> to.httpTokens(HttpTokensState.REQUIRED))
                            .networkInterfaces(network(wanted))
                            .tagSpecifications(
                                Tagged.of(ResourceType.INSTANCE, wanted.tags()),
                                Tagged.of(ResourceType.VOLUME, wanted.tags())))
                .instances()
                .get(0)
                .instanceId());
  }

  /** The instance needs no inbound access. Without a subnet AWS uses one of the default VPC. */
  private static InstanceNetworkInterfaceSpecification network(NewInstance wanted) {
    InstanceNetworkInterfaceSpecification.Builder network =
        InstanceNetworkInterfaceSpecification.builder()
            .deviceIndex(0)
            .associatePublicIpAddress(false)
            .deleteOnTermination(true);
    wanted.subnet().ifPresent(network::subnetId);
    if (!wanted.securityGroups().isEmpty()) {
      network.groups(wanted.securityGroups());
    }
    return network.build();
  }

  /** The account's instances that have a tag, including ended ones for a while. */
  public List<InstanceInfo> withTag(String region, String key) throws InterruptedException {
    return calls.call(
        "ec2:DescribeInstances",
        region,
        () ->
            clients
                .ec2(region)
                .describeInstancesPaginator(its -> its.filters(Tagged.withKey(key)))
                .reservations()
                .stream()
                .flatMap(its -> its.instances().stream())
                .map(Instances::read)
                .toList());
  }

  private static InstanceInfo read(Instance instance) {
    State state =
        switch (instance.state().nameAsString()) {
          case "pending" -> State.STARTING;
          case "running" -> State.RUNNING;
          case "terminated" -> State.ENDED;
          default -> State.ENDING;
        };
    String reason = instance.stateReason() == null ? null : instance.stateReason().message();
    return new InstanceInfo(
        instance.instanceId(), state, Objects.toString(reason, ""), Tagged.read(instance.tags()));
  }

  /** The results of AWS's own checks of a running instance. */
  public StatusChecks checks(String region, String id) throws InterruptedException {
    return calls
        .callOnNew(
            "ec2:DescribeInstanceStatus",
            region,
            () -> {},
            () -> clients.ec2(region).describeInstanceStatus(its -> its.instanceIds(id)))
        .instanceStatuses()
        .stream()
        .findFirst()
        .map(Instances::read)
        .orElse(new StatusChecks("not begun", "not begun"));
  }

  private static StatusChecks read(InstanceStatus status) {
    return new StatusChecks(text(status.systemStatus()), text(status.instanceStatus()));
  }

  private static String text(InstanceStatusSummary summary) {
    SummaryStatus status = summary == null ? null : summary.status();
    return Objects.toString(status, "unknown");
  }

  /** The output of an instance's serial console; empty if AWS has none. */
  public String console(String region, String id) throws InterruptedException {
    Optional<String> latest =
        calls.callUnless(
            "UnsupportedOperation",
            "ec2:GetConsoleOutput",
            region,
            () -> console(clients.ec2(region), id, true));
    return latest.isPresent()
        ? latest.get()
        : calls.call("ec2:GetConsoleOutput", region, () -> console(clients.ec2(region), id, false));
  }

  private static String console(Ec2Client ec2, String id, boolean latest) {
    String output =
        ec2.getConsoleOutput(its -> its.instanceId(id).latest(latest ? Boolean.TRUE : null))
            .output();
    return output == null
        ? ""
        : new String(Base64.getMimeDecoder().decode(output), StandardCharsets.UTF_8);
  }

  /** Ends an instance if it exists; its disk is deleted with it. */
  public void terminate(String region, String id) throws InterruptedException {
    calls.callUnless(
        "InvalidInstanceID.NotFound",
        "ec2:TerminateInstances",
        region,
        () -> clients.ec2(region).terminateInstances(its -> its.instanceIds(id)));
  }
}
