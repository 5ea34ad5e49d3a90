package io.pim.host.deploy.aws;

import io.pim.host.deploy.TargetFinding;
import io.pim.model.failure.FailureKind;
import io.pim.model.target.AwsTarget;
import io.pim.tools.aws.Account;
import io.pim.tools.aws.Aws;
import io.pim.tools.aws.BucketInfo;
import io.pim.tools.aws.S3Action;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Checks whether a disk can be imported from the target's bucket. Changes nothing. */
final class BucketCheck {
  private static final Set<S3Action> FOR_VERSIONS =
      EnumSet.of(S3Action.LIST_VERSIONS, S3Action.DELETE_VERSION);

  private final Aws aws;
  private final AwsTarget target;

  BucketCheck(Aws aws, AwsTarget target) {
    this.aws = aws;
    this.target = target;
  }

  List<TargetFinding> run() throws InterruptedException {
    String bucket = target.bucket().orElseThrow();
    List<TargetFinding> found = new ArrayList<>();
    BucketInfo info = aws.buckets().find(target.region(), bucket);
    found.add(bucket(bucket, info));
    if (info.state() == BucketInfo.State.FOUND) {
      rights(found, bucket);
    }
    found.add(role());
    return found;
  }

  private TargetFinding bucket(String bucket, BucketInfo info) {
    String subject = "bucket " + bucket;
    return switch (info.state()) {
      case FOUND -> TargetFinding.good(subject, "is in " + info.region());
      case ELSEWHERE ->
          bad(
              subject,
              "is in " + info.region() + ", and the target's region is " + target.region(),
              "Name a bucket in " + target.region() + ": EC2 imports from its own region.");
      case ABSENT ->
          bad(subject, "there is none of this name", "Create it in " + target.region() + ".");
      case CLOSED ->
          bad(
              subject,
              "the credentials may not list it, or it belongs to others",
              "Allow s3:ListBucket for it in the policy of the credentials.");
    };
  }

  private void rights(List<TargetFinding> found, String bucket) throws InterruptedException {
    Account.Right versioning = right(found, S3Action.GET_VERSIONING, bucket);
    boolean keeps =
        versioning == Account.Right.GIVEN && aws.objects().keepsVersions(target.region(), bucket);
    for (S3Action action : S3Action.values()) {
      boolean needed =
          action != S3Action.GET_VERSIONING
              && (keeps ? action != S3Action.DELETE : !FOR_VERSIONS.contains(action));
      if (needed) {
        right(found, action, bucket);
      }
    }
  }

  private Account.Right right(List<TargetFinding> found, S3Action action, String bucket)
      throws InterruptedException {
    Account.Right right = aws.buckets().right(action, target.region(), bucket);
    String subject = "right " + action.id() + " in " + bucket;
    found.add(
        switch (right) {
          case GIVEN -> TargetFinding.good(subject, "given");
          case UNKNOWN -> TargetFinding.good(subject, "AWS does not report this in advance");
          case MISSING ->
              bad(
                  subject,
                  "the credentials do not have it",
                  "Allow " + action.id() + " in the policy of the credentials.");
        });
    return right;
  }

  private TargetFinding role() {
    String subject = "role " + target.role();
    return switch (aws.importRole().find(target.region(), target.role())) {
      case USABLE -> TargetFinding.good(subject, "EC2's importer may take it");
      case UNKNOWN -> TargetFinding.good(subject, "cannot be checked without iam:GetRole");
      case ABSENT ->
          bad(
              subject,
              "the account has none of this name",
              "Create it as docs/guides/deploy-aws.md says, or name another one as role:.");
      case CLOSED_TO_EC2 ->
          bad(
              subject,
              "its trust policy does not name vmie.amazonaws.com",
              "Let vmie.amazonaws.com assume it, as docs/guides/deploy-aws.md says.");
    };
  }

  private static TargetFinding bad(String subject, String found, String todo) {
    return TargetFinding.bad(subject, found, FailureKind.TARGET_REFUSED, todo);
  }
}
