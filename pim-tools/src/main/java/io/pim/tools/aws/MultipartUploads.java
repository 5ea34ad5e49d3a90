package io.pim.tools.aws;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Incomplete uploads to S3. S3 keeps, and bills, their parts until the uploads end. */
public final class MultipartUploads {
  private static final String GONE = "NoSuchUpload";
  private static final String TYPE = "application/octet-stream";

  private final AwsClients clients;
  private final AwsCalls calls;

  MultipartUploads(AwsClients clients, AwsCalls calls) {
    this.clients = clients;
    this.calls = calls;
  }

  /** The ids of all uploads to a place, the newest first. */
  public List<String> at(BucketObject place) throws InterruptedException {
    Optional<List<String>> found =
        calls.callUnless(
            "NoSuchBucket", "s3:ListBucketMultipartUploads", place.region(), () -> list(place));
    return found.orElse(List.of());
  }

  private List<String> list(BucketObject place) {
    return clients
        .s3(place.region())
        .listMultipartUploadsPaginator(its -> its.bucket(place.bucket()).prefix(place.key()))
        .uploads()
        .stream()
        .filter(upload -> upload.key().equals(place.key()))
        .sorted(Comparator.comparing(MultipartUpload::initiated).reversed())
        .map(MultipartUpload::uploadId)
        .toList();
  }

  /** Starts an upload. Each call starts one more. Returns its id. */
  public String start(BucketObject place) throws InterruptedException {
    return calls.call(
        "s3:PutObject",
        place.region(),
        () ->
            clients
                .s3(place.region())
                .createMultipartUpload(
                    its ->
                        its.bucket(place.bucket())
                            .key(place.key())
                            .contentType(TYPE)
                            .checksumAlgorithm(ChecksumAlgorithm.SHA256))
                .uploadId());
  }

  /** The parts that an upload has, by their numbers; empty if there is no such upload. */
  Optional<Map<Integer, StoredPart>> parts(BucketObject place, String id)
      throws InterruptedException {
    return calls.callUnless(
        GONE,
        "s3:ListMultipartUploadParts",
        place.region(),
        () -> {
          Map<Integer, StoredPart> found = new HashMap<>();
          clients
              .s3(place.region())
              .listPartsPaginator(its -> its.bucket(place.bucket()).key(place.key()).uploadId(id))
              .parts()
              .forEach(
                  part ->
                      found.put(
                          part.partNumber(),
                          new StoredPart(
                              part.partNumber(), part.size(), part.checksumSHA256(), part.eTag())));
          return found;
        });
  }

  /** Sends a part. S3 compares it with its checksum. */
  StoredPart put(BucketObject place, String id, Path file, ObjectPart part, Runnable onThrottle)
      throws IOException, InterruptedException {
    S3Client s3 = clients.s3(place.region());
    try (FileRange range = new FileRange(file, part.offset(), part.size())) {
      String etag =
          calls.call(
              "s3:PutObject",
              place.region(),
              onThrottle,
              () ->
                  s3.uploadPart(
                          its ->
                              its.bucket(place.bucket())
                                  .key(place.key())
                                  .uploadId(id)
                                  .partNumber(part.number())
                                  .contentLength(part.size())
                                  .checksumSHA256(part.checksum()),
                          RequestBody.fromContentProvider(range::open, part.size(), TYPE))
                      .eTag());
      return new StoredPart(part.number(), part.size(), part.checksum(), etag);
    }
  }

  /** Makes the object from the parts. Returns its checksum; empty if there is no such upload. */
  Optional<String> complete(BucketObject place, String id, List<StoredPart> parts)
      throws InterruptedException {
    List<CompletedPart> all =
        parts.stream()
            .sorted(Comparator.comparing(StoredPart::number))
            .map(
                part ->
                    CompletedPart.builder()
                        .partNumber(part.number())
                        .eTag(part.etag())
                        .checksumSHA256(part.checksum())
                        .build())
            .toList();
    return calls.callUnless(
        GONE,
        "s3:PutObject",
        place.region(),
        () ->
            clients
                .s3(place.region())
                .completeMultipartUpload(
                    its ->
                        its.bucket(place.bucket())
                            .key(place.key())
                            .uploadId(id)
                            .multipartUpload(upload -> upload.parts(all)))
                .checksumSHA256());
  }

  /** Removes an upload and its parts if it exists. */
  public void abort(BucketObject place, String id) throws InterruptedException {
    calls.callUnless(
        GONE,
        "s3:AbortMultipartUpload",
        place.region(),
        () ->
            clients
                .s3(place.region())
                .abortMultipartUpload(
                    its -> its.bucket(place.bucket()).key(place.key()).uploadId(id)));
  }
}
