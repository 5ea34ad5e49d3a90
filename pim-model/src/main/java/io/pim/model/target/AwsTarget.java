package io.pim.model.target;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.ListRule;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Amazon EC2 in one region, with copies in others. Credentials are those that AWS's own tools find
 * on the host that deploys.
 *
 * @param copyTo further regions that get the AMI
 * @param profile a profile of {@code ~/.aws/config}; empty for AWS's own choice
 * @param bucket for uploads by S3
 * @param role the role with which EC2 imports from the bucket
 * @param launchPermissions accounts and organizations that may launch the AMI
 * @param instanceType of the instance that tries the image; empty for the smallest
 * @param subnetId of that instance; empty for one of the default VPC
 * @param securityGroupIds of that instance; empty for the VPC's own
 * @param endpoint another address of EC2's API; empty for AWS itself
 */
public record AwsTarget(
    CommonSettings common,
    String region,
    List<String> copyTo,
    Optional<String> profile,
    Method method,
    Optional<String> bucket,
    String role,
    List<String> launchPermissions,
    boolean isPublic,
    boolean encrypted,
    Optional<String> kmsKey,
    Map<String, String> tags,
    Optional<String> instanceType,
    Optional<String> subnetId,
    List<String> securityGroupIds,
    Optional<String> endpoint)
    implements TargetSettings {

  /** How the image's bytes reach AWS. */
  public enum Method {
    /** Block by block into a snapshot. */
    EBS,
    /** Into a bucket, from which EC2 imports them. */
    S3;

    @JsonValue
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static Method of(String id) {
      return valueOf(id.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
      return id();
    }
  }

  private static final String REGION = "region";
  private static final String COPY_TO = "copy_to";
  private static final String PROFILE = "profile";
  private static final String METHOD = "method";
  private static final String BUCKET = "bucket";
  private static final String ROLE = "role";
  private static final String LAUNCH_PERMISSIONS = "launch_permissions";
  private static final String PUBLIC = "public";
  private static final String ENCRYPTED = "encrypted";
  private static final String KMS_KEY = "kms_key";
  private static final String TAGS = "tags";
  private static final String INSTANCE_TYPE = "instance_type";
  private static final String SUBNET_ID = "subnet_id";
  private static final String SECURITY_GROUP_IDS = "security_group_ids";
  private static final String ENDPOINT = "endpoint";

  private static final String USUAL_ROLE = "vmimport";

  private static final Rule<String> REGION_NAME =
      Rules.matching("must be a region such as eu-central-1", "[a-z]{2}(-[a-z]+)+-\\d{1,2}");
  private static final Rule<List<String>> REGIONS = ListRule.of(REGION_NAME);
  private static final Rule<String> METHOD_WORD = Rules.oneOf("ebs", "s3");
  private static final Rule<String> BUCKET_NAME =
      Rules.matching(
          "must be the name of a bucket: 3 to 63 lowercase letters, digits, dots and -",
          "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Rule<String> ROLE_NAME =
      Rules.matching("must be the name of a role", "[A-Za-z0-9+=,.@_-]{1,64}");
  private static final Rule<List<String>> ACCOUNTS =
      ListRule.of(
          Rules.matching(
              "must be an account of 12 digits, or the ARN of an organization or a unit of one",
              "\\d{12}|arn:aws[a-z-]*:organizations::\\d{12}:(organization|ou)/\\S+"));
  private static final Rule<Map<String, String>> TAG_MAP = new TextMapRule(Rules.TEXT);

  private static final Rule<String> INSTANCE_TYPE_NAME =
      Rules.matching(
          "must be a type of instances such as t3.nano", "[a-z][a-z0-9-]{0,30}\\.[a-z0-9-]{1,30}");
  private static final Rule<String> SUBNET =
      Rules.matching(
          "must be the id of a subnet such as subnet-0123456789abcdef0",
          "subnet-([0-9a-f]{8}|[0-9a-f]{17})");
  private static final Rule<List<String>> SECURITY_GROUPS =
      ListRule.of(
          Rules.matching(
              "must be the id of a security group such as sg-0123456789abcdef0",
              "sg-([0-9a-f]{8}|[0-9a-f]{17})"));

  static final TypeSchema SCHEMA =
      TypeSchema.begin()
          .field(REGION, REGION_NAME)
          .field(COPY_TO, REGIONS)
          .field(PROFILE, Rules.WORDS)
          .field(METHOD, METHOD_WORD)
          .field(BUCKET, BUCKET_NAME)
          .field(ROLE, ROLE_NAME)
          .field(LAUNCH_PERMISSIONS, ACCOUNTS)
          .field(PUBLIC, TargetRules.YES_NO)
          .field(ENCRYPTED, TargetRules.YES_NO)
          .field(KMS_KEY, Rules.WORDS)
          .field(TAGS, TAG_MAP)
          .field(INSTANCE_TYPE, INSTANCE_TYPE_NAME)
          .field(SUBNET_ID, SUBNET)
          .field(SECURITY_GROUP_IDS, SECURITY_GROUPS)
          .field(ENDPOINT, Rules.URL)
          .need(REGION, "the region that gets the AMI, such as eu-central-1")
          .also(AwsTarget::check);

  public AwsTarget {
    copyTo = List.copyOf(copyTo);
    launchPermissions = List.copyOf(launchPermissions);
    tags = Map.copyOf(tags);
    securityGroupIds = List.copyOf(securityGroupIds);
  }

  private static void check(ConfigMap map, Problems problems) {
    if (map.get(METHOD, METHOD_WORD).filter("s3"::equals).isPresent()
        && map.get(BUCKET).isEmpty()) {
      problems.add(TypeSchema.missing(map, BUCKET, "the S3 bucket to upload to by method: s3"));
    }
    boolean open = map.get(PUBLIC, TargetRules.YES_NO).orElse(false);
    if (open && isEncrypted(map)) {
      problems.add(
          Problem.at(
              map.get(PUBLIC).get().origin(),
              "cannot be true for an encrypted image: AWS cannot make such an image public",
              ""));
    }
  }

  private static boolean isEncrypted(ConfigMap map) {
    return map.get(ENCRYPTED, TargetRules.YES_NO).orElse(map.get(KMS_KEY).isPresent());
  }

  static AwsTarget of(ConfigMap map) {
    return new AwsTarget(
        CommonSettings.of(map),
        map.require(REGION, REGION_NAME),
        map.list(COPY_TO, REGIONS),
        map.get(PROFILE, Rules.WORDS),
        map.get(METHOD, METHOD_WORD).map(Method::of).orElse(Method.EBS),
        map.get(BUCKET, BUCKET_NAME),
        map.get(ROLE, ROLE_NAME).orElse(USUAL_ROLE),
        map.list(LAUNCH_PERMISSIONS, ACCOUNTS),
        map.get(PUBLIC, TargetRules.YES_NO).orElse(false),
        isEncrypted(map),
        map.get(KMS_KEY, Rules.WORDS),
        map.get(TAGS, TAG_MAP).orElse(Map.of()),
        map.get(INSTANCE_TYPE, INSTANCE_TYPE_NAME),
        map.get(SUBNET_ID, SUBNET),
        map.list(SECURITY_GROUP_IDS, SECURITY_GROUPS),
        map.get(ENDPOINT, Rules.URL));
  }

  @Override
  public TargetType type() {
    return TargetType.AWS;
  }
}
