package io.pim.tools.aws.fake;

import java.util.Locale;

/** The services of the fake. A request's path and the scope of its signature select the service. */
enum Service {
  EC2,
  EBS,
  S3,
  IAM;

  /** The name in the scope of a signature, and in policies. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Service of(HttpRequest request) {
    if (!request.path().equals("/")) {
      return request.path().startsWith("/snapshots") ? EBS : S3;
    }
    return request.header("authorization").contains("/iam/aws4_request") ? IAM : EC2;
  }

  HttpReply error(HttpRequest request, Refusal refusal) {
    return switch (this) {
      case EBS -> EbsCalls.error(refusal);
      case S3 -> S3Calls.error(request, refusal);
      case EC2 -> HttpReply.xml(refusal.status(), AnswerWriter.error(refusal));
      case IAM -> RoleCalls.error(refusal);
    };
  }
}
