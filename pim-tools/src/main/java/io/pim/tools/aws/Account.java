package io.pim.tools.aws;

import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Reads what the credentials are and allow; changes nothing. */
public final class Account {
  private final AwsClients clients;
  private final AwsCalls calls;

  Account(AwsClients clients, AwsCalls calls) {
    this.clients = clients;
    this.calls = calls;
  }

  /** The answer to a check of a right. */
  public enum Right {
    GIVEN,
    MISSING,
    /** AWS reported another error first. */
    UNKNOWN
  }

  /** The id of the access key, which is not secret. Fails without credentials. */
  public String keyId(String region) {
    try {
      return clients.credentials().accessKeyId();
    } catch (SdkClientException e) {
      throw AwsFailures.of("ec2:DescribeRegions", region, e);
    }
  }

  /** All regions, each with whether the account may use it. */
  public Map<String, Boolean> regions(String region) throws InterruptedException {
    return calls.call(
        "ec2:DescribeRegions",
        region,
        () ->
            clients.ec2(region).describeRegions(its -> its.allRegions(true)).regions().stream()
                .collect(
                    Collectors.toMap(
                        its -> its.regionName(),
                        its -> !"not-opted-in".equals(its.optInStatus()))));
  }

  /** Whether AWS lets the account make AMIs public. */
  public boolean allowsPublicAmis(String region) throws InterruptedException {
    return calls.call(
        "ec2:GetImageBlockPublicAccessState",
        region,
        () ->
            "unblocked"
                .equals(
                    clients
                        .ec2(region)
                        .getImageBlockPublicAccessState(its -> {})
                        .imageBlockPublicAccessState()));
  }

  /** Checks the rights that AWS reports without acting, by the names of the actions. */
  public Right right(Ec2Action action, String region) throws InterruptedException {
    return calls.call(
        action.id(),
        region,
        () -> {
          try {
            DryRun.ask(action, clients.ec2(region), region);
            return Right.UNKNOWN;
          } catch (AwsServiceException e) {
            return switch (AwsFailures.code(e)) {
              case "DryRunOperation" -> Right.GIVEN;
              case "UnauthorizedOperation" -> Right.MISSING;
              default -> unknown(e);
            };
          }
        });
  }

  private static Right unknown(AwsServiceException e) {
    if (AwsFailures.isAboutAThing(e)) {
      return Right.UNKNOWN;
    }
    throw e;
  }
}
