package io.pim.tools.aws;

import io.pim.tools.aws.Account.Right;
import io.pim.tools.aws.BucketInfo.State;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Checks whether PIM can upload to a bucket; changes nothing. */
public final class BucketAccess {
  /** The key of no object. */
  private static final String KEY = "pim/check";

  private static final String UPLOAD = "pim-check";
  private static final CompletedPart PART = CompletedPart.builder().partNumber(1).eTag("0").build();
  private static final String REGION_HEADER = "x-amz-bucket-region";

  /** S3 checks the right before it looks for the object. */
  private static final Set<String> ALLOWED = Set.of("NoSuchUpload", "NoSuchKey", "NoSuchVersion");

  private static final Set<String> DENIED = Set.of("AccessDenied", "HTTP 403");

  private final AwsClients clients;
  private final AwsCalls calls;

  BucketAccess(AwsClients clients, AwsCalls calls) {
    this.clients = clients;
    this.calls = calls;
  }

  /** Checks whether a bucket exists. */
  public BucketInfo find(String region, String bucket) throws InterruptedException {
    return calls.call(
        "s3:ListBucket",
        region,
        () -> {
          try {
            clients.s3(region).headBucket(its -> its.bucket(bucket));
            return new BucketInfo(State.FOUND, region);
          } catch (AwsServiceException e) {
            return refused(region, e);
          }
        });
  }

  private static BucketInfo refused(String region, AwsServiceException e) {
    if (AwsFailures.isTransient(e)) {
      throw e;
    }
    String found =
        Optional.ofNullable(e.awsErrorDetails())
            .map(details -> details.sdkHttpResponse())
            .flatMap(answer -> answer.firstMatchingHeader(REGION_HEADER))
            .orElse("");
    if (!found.isEmpty() && !found.equals(region)) {
      return new BucketInfo(State.ELSEWHERE, found);
    }
    String code = AwsFailures.code(e);
    if (code.equals("NoSuchBucket")) {
      return new BucketInfo(State.ABSENT, "");
    }
    if (DENIED.contains(code)) {
      return new BucketInfo(State.CLOSED, found);
    }
    throw e;
  }

  /** Checks a right on the objects of an existing bucket. */
  public Right right(S3Action action, String region, String bucket) throws InterruptedException {
    return calls.call(
        action.id(),
        region,
        () -> {
          try {
            ask(action, clients.s3(region), bucket);
            return Right.GIVEN;
          } catch (AwsServiceException e) {
            String code = AwsFailures.code(e);
            if (ALLOWED.contains(code)) {
              return Right.GIVEN;
            }
            if (DENIED.contains(code)) {
              return Right.MISSING;
            }
            if (AwsFailures.isAboutAThing(e)) {
              return Right.UNKNOWN;
            }
            throw e;
          }
        });
  }

  private static void ask(S3Action action, S3Client s3, String bucket) {
    switch (action) {
      case LIST_UPLOADS -> s3.listMultipartUploads(its -> its.bucket(bucket).prefix(KEY));
      case LIST_PARTS -> s3.listParts(its -> its.bucket(bucket).key(KEY).uploadId(UPLOAD));
      // The right to put an object includes completing an upload. This upload does not exist.
      case PUT ->
          s3.completeMultipartUpload(
              its ->
                  its.bucket(bucket)
                      .key(KEY)
                      .uploadId(UPLOAD)
                      .multipartUpload(all -> all.parts(PART)));
      case ABORT -> s3.abortMultipartUpload(its -> its.bucket(bucket).key(KEY).uploadId(UPLOAD));
      case GET -> s3.headObject(its -> its.bucket(bucket).key(KEY));
      case GET_VERSIONING -> s3.getBucketVersioning(its -> its.bucket(bucket));
      case DELETE -> s3.deleteObject(its -> its.bucket(bucket).key(KEY));
      case LIST_VERSIONS -> s3.listObjectVersions(its -> its.bucket(bucket).prefix(KEY));
      // Without a version S3 would leave a marker. No object has this version.
      case DELETE_VERSION -> s3.deleteObject(its -> its.bucket(bucket).key(KEY).versionId("null"));
    }
  }
}
