package io.pim.tools.aws.fake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** S3, with the bucket in the path. */
final class S3Calls {
  /** A small number, so that every list needs several pages. */
  private static final int PAGE = 2;

  private final RestReader reader = new RestReader(ServiceModel.of("s3"));
  private final RestWriter writer = new RestWriter(ServiceModel.of("s3"));
  private final Cloud cloud;

  S3Calls(Cloud cloud) {
    this.cloud = cloud;
  }

  static String operation(HttpRequest request) {
    Map<String, String> query = RestReader.query(request);
    boolean ofObject = !key(request).isEmpty();
    return switch (request.method()) {
      case "HEAD" -> ofObject ? "HeadObject" : "HeadBucket";
      case "POST" ->
          query.containsKey("uploads") ? "CreateMultipartUpload" : "CompleteMultipartUpload";
      case "PUT" -> "UploadPart";
      case "DELETE" -> query.containsKey("uploadId") ? "AbortMultipartUpload" : "DeleteObject";
      default ->
          ofObject
              ? "ListParts"
              : query.containsKey("uploads")
                  ? "ListMultipartUploads"
                  : query.containsKey("versions") ? "ListObjectVersions" : "GetBucketVersioning";
    };
  }

  /** The action of a policy that an operation needs. */
  static String action(String operation, HttpRequest request) {
    return switch (operation) {
      case "HeadBucket" -> "ListBucket";
      case "HeadObject" -> "GetObject";
      case "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload" -> "PutObject";
      case "ListMultipartUploads" -> "ListBucketMultipartUploads";
      case "ListParts" -> "ListMultipartUploadParts";
      case "ListObjectVersions" -> "ListBucketVersions";
      case "DeleteObject" ->
          RestReader.query(request).containsKey("versionId") ? "DeleteObjectVersion" : operation;
      default -> operation;
    };
  }

  private static String[] parts(HttpRequest request) {
    return request.path().substring(1).split("/", 2);
  }

  private static String key(HttpRequest request) {
    String[] parts = parts(request);
    return parts.length < 2 ? "" : RestReader.decoded(parts[1]);
  }

  HttpReply answer(String operation, HttpRequest request, String region) throws IOException {
    Bucket bucket = cloud.buckets().get(parts(request)[0]);
    if (bucket == null) {
      throw new Refusal(404, "NoSuchBucket", "The specified bucket does not exist");
    }
    if (!bucket.region().equals(region)) {
      throw new Refusal(
          301,
          "PermanentRedirect",
          "The bucket you are attempting to access must be addressed using the specified endpoint.",
          bucket.region());
    }
    if (request.header("x-amz-content-sha256").isEmpty()) {
      throw new Refusal(400, "InvalidRequest", "Missing required header: x-amz-content-sha256");
    }
    Params params = reader.read(operation, request);
    String key = key(request);
    synchronized (bucket) {
      return writer.write(operation, run(operation, params, bucket, key, request));
    }
  }

  private Map<String, ?> run(
      String operation, Params params, Bucket bucket, String key, HttpRequest request)
      throws IOException {
    return switch (operation) {
      case "HeadBucket" -> Map.of("BucketRegion", bucket.region());
      case "HeadObject" -> head(bucket, key, params);
      case "CreateMultipartUpload" -> {
        String id = bucket.start(key, params.text("ChecksumAlgorithm").orElse("CRC64NVME"));
        yield Map.of("Bucket", bucket.name(), "Key", key, "UploadId", id);
      }
      case "UploadPart" ->
          Map.of(
              "ETag",
              bucket.put(
                  key,
                  params.require("UploadId"),
                  params.number("PartNumber"),
                  request.body(),
                  params.text("ChecksumSHA256").orElse("")),
              "ChecksumSHA256",
              params.text("ChecksumSHA256").orElse(""));
      case "CompleteMultipartUpload" -> {
        StoredFile made =
            bucket.complete(key, params.require("UploadId"), CompletedParts.read(request.body()));
        yield Map.of(
            "Bucket",
            bucket.name(),
            "Key",
            key,
            "ETag",
            "\"e-1\"",
            "ChecksumSHA256",
            made.checksum());
      }
      case "AbortMultipartUpload" -> {
        bucket.abort(key, params.require("UploadId"));
        yield Map.of();
      }
      case "ListMultipartUploads" -> uploads(bucket, params);
      case "ListParts" -> listParts(bucket, key, params);
      case "GetBucketVersioning" -> bucket.keepsVersions() ? Map.of("Status", "Enabled") : Map.of();
      case "ListObjectVersions" -> versions(bucket, params);
      default -> {
        bucket.delete(key, params.text("VersionId"));
        yield Map.of();
      }
    };
  }

  private static Map<String, ?> head(Bucket bucket, String key, Params params) {
    StoredFile file =
        bucket
            .object(key)
            .orElseThrow(() -> new Refusal(404, "NoSuchKey", "The specified key does not exist."));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("ContentLength", file.size());
    answer.put("ETag", "\"e-1\"");
    if (params.text("ChecksumMode").isPresent()) {
      answer.put("ChecksumSHA256", file.checksum());
    }
    return answer;
  }

  private static Map<String, ?> uploads(Bucket bucket, Params params) {
    String prefix = params.text("Prefix").orElse("");
    String after = params.text("UploadIdMarker").orElse("");
    List<UnfinishedUpload> found =
        bucket.uploads().stream()
            .filter(its -> its.key().startsWith(prefix) && its.id().compareTo(after) > 0)
            .toList();
    List<UnfinishedUpload> page = found.subList(0, Math.min(PAGE, found.size()));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("Bucket", bucket.name());
    answer.put("IsTruncated", page.size() < found.size());
    if (page.size() < found.size()) {
      answer.put("NextKeyMarker", page.get(page.size() - 1).key());
      answer.put("NextUploadIdMarker", page.get(page.size() - 1).id());
    }
    answer.put(
        "Uploads",
        page.stream()
            .map(
                its ->
                    Map.of(
                        "Key", its.key(),
                        "UploadId", its.id(),
                        "Initiated", its.initiated().toString()))
            .toList());
    return answer;
  }

  private static Map<String, ?> listParts(Bucket bucket, String key, Params params) {
    int after = params.text("PartNumberMarker").map(Integer::parseInt).orElse(0);
    List<StoredFile> found =
        bucket.upload(key, params.require("UploadId")).parts().stream()
            .filter(part -> part.number() > after)
            .toList();
    List<StoredFile> page = found.subList(0, Math.min(PAGE, found.size()));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("Bucket", bucket.name());
    answer.put("IsTruncated", page.size() < found.size());
    if (page.size() < found.size()) {
      answer.put("NextPartNumberMarker", page.get(page.size() - 1).number());
    }
    answer.put(
        "Parts",
        page.stream()
            .map(
                part ->
                    Map.of(
                        "PartNumber", part.number(),
                        "ETag", part.etag(),
                        "Size", part.size(),
                        "ChecksumSHA256", part.checksum()))
            .toList());
    return answer;
  }

  private static Map<String, ?> versions(Bucket bucket, Params params) {
    String prefix = params.text("Prefix").orElse("");
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("IsTruncated", false);
    answer.put("Versions", bucket.versions(prefix, false));
    answer.put("DeleteMarkers", bucket.versions(prefix, true));
    return answer;
  }

  static HttpReply error(HttpRequest request, Refusal refusal) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/xml");
    if (refusal.status() == 301) {
      headers.put("x-amz-bucket-region", refusal.reason());
    }
    String xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>"
            + refusal.code()
            + "</Code><Message>"
            + AnswerWriter.escaped(refusal.getMessage())
            + "</Message><RequestId>fake</RequestId></Error>";
    // The answer to a HEAD has no body.
    byte[] body =
        request.method().equals("HEAD") ? new byte[0] : xml.getBytes(StandardCharsets.UTF_8);
    return new HttpReply(refusal.status(), headers, body);
  }
}
