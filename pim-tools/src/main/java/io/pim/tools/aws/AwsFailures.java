package io.pim.tools.aws;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.IOException;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** Turns errors of AWS into failures with their remedies. */
final class AwsFailures {
  private static final int NOT_AUTHORIZED = 401;
  private static final int SERVER_ERROR = 500;
  private static final int LONGEST = 300;

  private static final Set<String> THROTTLING =
      Set.of(
          "RequestThrottledException",
          "ConcurrentLimitExceededException",
          "RequestLimitExceeded",
          "SlowDown");

  /** S3's errors for a part that did not arrive as it was sent. */
  private static final Set<String> CUT_OFF =
      Set.of(
          "BadDigest",
          "IncompleteBody",
          "RequestTimeout",
          "XAmzContentChecksumMismatch",
          "XAmzContentSHA256Mismatch");

  private static final Set<String> EXPIRED =
      Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired");
  private static final Set<String> NOT_BELIEVED =
      Set.of(
          "AuthFailure",
          "InvalidAccessKeyId",
          "InvalidClientTokenId",
          "InvalidSignatureException",
          "SignatureDoesNotMatch",
          "UnrecognizedClientException",
          "MissingAuthenticationTokenException");
  private static final Set<String> NO_RIGHT =
      Set.of(
          "UnauthorizedOperation",
          "AccessDenied",
          "AccessDeniedException",
          // The answer to a HEAD has no body.
          "HTTP 403");
  private static final Set<String> REFUSED =
      Set.of(
          "OptInRequired",
          "OperationNotPermitted",
          "InvalidAMIName.Duplicate",
          "TagLimitExceeded",
          "NoSuchBucket",
          "PermanentRedirect",
          "AuthorizationHeaderMalformed",
          "InvalidSubnetID.NotFound",
          "InvalidGroup.NotFound",
          "VPCIdNotSpecified",
          "Unsupported");

  private AwsFailures() {}

  /** The error code of AWS; empty if AWS has not answered. */
  static String code(SdkException e) {
    if (!(e instanceof AwsServiceException service)) {
      return "";
    }
    String code = service.awsErrorDetails() == null ? null : service.awsErrorDetails().errorCode();
    if (code == null) {
      // Java's HTTP client does not hand out the body of an answer with status 401.
      return service.statusCode() == NOT_AUTHORIZED
          ? "AuthFailure"
          : "HTTP " + service.statusCode();
    }
    return code;
  }

  static boolean isThrottling(SdkException e) {
    return THROTTLING.contains(code(e))
        || (e instanceof AwsServiceException service && service.isThrottlingException());
  }

  /** Whether the same call may succeed a little later. */
  static boolean isTransient(SdkException e) {
    if (e instanceof AwsServiceException service) {
      // After a clock difference the SDK signs the next call with the answer's time.
      return isThrottling(e)
          || (service.statusCode() >= SERVER_ERROR && !hasNoCapacity(code(e)))
          || CUT_OFF.contains(code(e))
          || ClockDifference.isCause(service, code(e));
    }
    return isUnreachable(e);
  }

  /** Whether AWS accepted the credentials and rights, and refused the request itself. */
  static boolean isAboutAThing(AwsServiceException e) {
    String code = code(e);
    return !isTransient(e)
        && !EXPIRED.contains(code)
        && !NOT_BELIEVED.contains(code)
        && !NO_RIGHT.contains(code);
  }

  private static boolean isUnreachable(SdkException e) {
    boolean found =
        e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException;
    for (Throwable cause = e.getCause(); cause != null && !found; cause = cause.getCause()) {
      found = cause instanceof IOException;
    }
    return found;
  }

  static BuildFailure of(String action, String region, SdkException e) {
    String code = code(e);
    BuildFailure.Builder failure;
    if (e instanceof AwsServiceException service && ClockDifference.isCause(service, code)) {
      failure =
          BuildFailure.of(FailureKind.TARGET_REFUSED, "The clock of this host differs from AWS's")
              .todo("Set this host's clock (timedatectl set-ntp true), and retry.");
    } else if (EXPIRED.contains(code)) {
      failure =
          BuildFailure.of(FailureKind.TARGET_REFUSED, "The credentials for AWS have expired")
              .todo("Renew them on this host, such as with 'aws sso login', and retry.");
    } else if (NOT_BELIEVED.contains(code)) {
      failure =
          BuildFailure.of(FailureKind.TARGET_REFUSED, "AWS does not accept the credentials")
              .todo(
                  "Correct the credentials that AWS's own tools find on this host, correct this "
                      + "host's clock, or enable the region; then retry.");
    } else if (NO_RIGHT.contains(code)) {
      failure =
          BuildFailure.of(FailureKind.TARGET_REFUSED, "The right " + action + " is missing")
              .todo("Allow " + action + " in the policy of the credentials, and retry.");
    } else if (isQuota(code)) {
      failure =
          BuildFailure.of(FailureKind.TARGET_FULL, "A quota of the AWS account is reached")
              .todo("Remove AMIs or snapshots, or have the quota raised (Service Quotas); retry.");
    } else if (hasNoCapacity(code)) {
      failure =
          BuildFailure.of(FailureKind.TARGET_FULL, "AWS has no room for the instance")
              .todo("Retry later, or set another instance_type or subnet_id for the target.");
    } else if (isTransient(e)) {
      failure =
          BuildFailure.of(FailureKind.TARGET_UNREACHABLE, "AWS does not answer " + action)
              .todo("Check this host's network, and AWS's status page.");
    } else if (code.isEmpty()) {
      failure =
          BuildFailure.of(FailureKind.TARGET_REFUSED, "There are no credentials for AWS")
              .todo(
                  "Give this user of this host credentials as AWS's own tools find them: 'aws"
                      + " configure', 'aws sso login', or the worker's environment; or name a"
                      + " profile: in the target. Then retry.");
    } else {
      failure =
          BuildFailure.of(
                  REFUSED.contains(code) ? FailureKind.TARGET_REFUSED : FailureKind.TARGET_FAILED,
                  "AWS refused " + action)
              .todo("Fix the problem that AWS reports, and retry.");
    }
    return failure
        .where("AWS region " + region)
        .why((code.isEmpty() ? "" : code + ": ") + said(e))
        .causedBy(e)
        .build();
  }

  /** AWS reports this with the status of a server error, although a repetition does not help. */
  private static boolean hasNoCapacity(String code) {
    return code.startsWith("Insufficient") && code.endsWith("Capacity");
  }

  private static boolean isQuota(String code) {
    return code.equals("ServiceQuotaExceededException")
        || code.equals("ResourceCountExceeded")
        || (code.endsWith("LimitExceeded") && !code.equals("TagLimitExceeded"));
  }

  /** AWS's message in one line, without the encoded part that only AWS can read. */
  private static String said(SdkException e) {
    String own =
        e instanceof AwsServiceException service && service.awsErrorDetails() != null
            ? service.awsErrorDetails().errorMessage()
            : null;
    String text = own == null ? String.valueOf(e.getMessage()) : own;
    String line =
        text.replaceAll("\\s*Encoded authorization failure message:.*", "")
            .replaceAll("\\p{Cntrl}+", " ");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
  }
}
