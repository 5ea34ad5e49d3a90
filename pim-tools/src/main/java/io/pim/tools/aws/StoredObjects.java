package io.pim.tools.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.paginators.ListObjectVersionsIterable;

/** Objects in S3. */
public final class StoredObjects {
  private final AwsClients clients;
  private final AwsCalls calls;

  StoredObjects(AwsClients clients, AwsCalls calls) {
    this.clients = clients;
    this.calls = calls;
  }

  /** Whether exactly this file is stored. */
  public boolean has(BucketObject place, FileParts file) throws InterruptedException {
    return calls
        .callUnless(
            "NoSuchKey",
            "s3:GetObject",
            place.region(),
            () ->
                clients
                    .s3(place.region())
                    .headObject(
                        its ->
                            its.bucket(place.bucket())
                                .key(place.key())
                                .checksumMode(ChecksumMode.ENABLED)))
        .filter(found -> isSame(found, file))
        .isPresent();
  }

  private static boolean isSame(HeadObjectResponse found, FileParts file) {
    return found.contentLength() == file.size() && file.checksum().equals(found.checksumSHA256());
  }

  /** Whether a bucket keeps removed objects as older versions. */
  public boolean keepsVersions(String region, String bucket) throws InterruptedException {
    return versioning(region, bucket).orElse(false);
  }

  /** Empty if there is no such bucket. */
  private Optional<Boolean> versioning(String region, String bucket) throws InterruptedException {
    return calls.callUnless(
        "NoSuchBucket",
        "s3:GetBucketVersioning",
        region,
        () -> clients.s3(region).getBucketVersioning(its -> its.bucket(bucket)).status() != null);
  }

  /** Removes an object with all its versions. Returns whether there was one. */
  public boolean remove(BucketObject place) throws InterruptedException {
    Optional<Boolean> versioning = versioning(place.region(), place.bucket());
    if (versioning.isEmpty()) {
      return false;
    }
    if (!versioning.get()) {
      return removeOnly(place);
    }
    List<String> versions =
        calls.call("s3:ListBucketVersions", place.region(), () -> versions(place));
    for (String version : versions) {
      calls.call(
          "s3:DeleteObjectVersion",
          place.region(),
          () ->
              clients
                  .s3(place.region())
                  .deleteObject(
                      its -> its.bucket(place.bucket()).key(place.key()).versionId(version)));
    }
    return !versions.isEmpty();
  }

  private boolean removeOnly(BucketObject place) throws InterruptedException {
    S3Client s3 = clients.s3(place.region());
    boolean there =
        calls
            .callUnless(
                "NoSuchKey",
                "s3:GetObject",
                place.region(),
                () -> s3.headObject(its -> its.bucket(place.bucket()).key(place.key())))
            .isPresent();
    if (there) {
      calls.call(
          "s3:DeleteObject",
          place.region(),
          () -> s3.deleteObject(its -> its.bucket(place.bucket()).key(place.key())));
    }
    return there;
  }

  private List<String> versions(BucketObject place) {
    ListObjectVersionsIterable all =
        clients
            .s3(place.region())
            .listObjectVersionsPaginator(its -> its.bucket(place.bucket()).prefix(place.key()));
    List<String> found = new ArrayList<>();
    all.versions().stream()
        .filter(its -> its.key().equals(place.key()))
        .forEach(its -> found.add(its.versionId()));
    all.deleteMarkers().stream()
        .filter(its -> its.key().equals(place.key()))
        .forEach(its -> found.add(its.versionId()));
    return found;
  }
}
