package io.pim.tools.aws.fake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pim.model.unit.Sha256;
import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;

class FakeS3RefusesTest {
  private static final String BUCKET = "images";
  private static final String KEY = "a/key";
  private static final byte[] SMALL = {1, 2, 3};

  @TempDir private Path folder;
  private FakeAws fake;
  private S3Client s3;

  @BeforeEach
  void start() throws Exception {
    fake = FakeAws.start(folder);
    s3 = open(FakeAws.SECRET);
  }

  private S3Client open(String secret) {
    return S3Client.builder()
        .endpointOverride(URI.create(fake.endpoint()))
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(FakeAws.KEY_ID, secret)))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .forcePathStyle(true)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .serviceConfiguration(its -> its.chunkedEncodingEnabled(false))
        .overrideConfiguration(its -> its.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  @AfterEach
  void stop() throws Exception {
    s3.close();
    fake.close();
  }

  private static void refuses(String code, Executable call) {
    AwsServiceException e = assertThrows(AwsServiceException.class, call);
    assertEquals(code, e.awsErrorDetails().errorCode(), e.getMessage());
  }

  private String begun() {
    return s3.createMultipartUpload(
            its -> its.bucket(BUCKET).key(KEY).checksumAlgorithm(ChecksumAlgorithm.SHA256))
        .uploadId();
  }

  private static String digest(byte[] bytes) {
    return Base64.getEncoder().encodeToString(Sha256.newDigest().digest(bytes));
  }

  private String put(String id, int number, byte[] bytes, String checksum) {
    return s3.uploadPart(
            its ->
                its.bucket(BUCKET)
                    .key(KEY)
                    .uploadId(id)
                    .partNumber(number)
                    .checksumSHA256(checksum),
            RequestBody.fromBytes(bytes))
        .eTag();
  }

  private void complete(String id, CompletedPart... parts) {
    s3.completeMultipartUpload(
        its -> its.bucket(BUCKET).key(KEY).uploadId(id).multipartUpload(all -> all.parts(parts)));
  }

  private static CompletedPart part(int number, String etag, byte[] bytes) {
    return CompletedPart.builder()
        .partNumber(number)
        .eTag(etag)
        .checksumSHA256(digest(bytes))
        .build();
  }

  @Test
  void refusesASignatureOfAnotherSecret() {
    try (S3Client other = open("another")) {
      refuses("SignatureDoesNotMatch", () -> other.listMultipartUploads(its -> its.bucket(BUCKET)));
    }
  }

  @Test
  void refusesBucketsThatAreMissingOrInAnotherRegion() {
    refuses("NoSuchBucket", () -> s3.listMultipartUploads(its -> its.bucket("nobodys")));
    AwsServiceException e =
        assertThrows(
            AwsServiceException.class,
            () -> s3.listMultipartUploads(its -> its.bucket("images-us")));
    assertEquals(301, e.statusCode());
  }

  @Test
  void refusesPartsThatDoNotMatchTheirDescription() {
    String id = begun();
    refuses("BadDigest", () -> put(id, 1, SMALL, digest(new byte[3])));
    refuses("InvalidRequest", () -> put(id, 1, SMALL, null));
    refuses("InvalidArgument", () -> put(id, 10_001, SMALL, digest(SMALL)));
    refuses("NoSuchUpload", () -> put("other", 1, SMALL, digest(SMALL)));
  }

  @Test
  void refusesCompletionsThatDoNotMatchTheParts() {
    String id = begun();
    String first = put(id, 1, SMALL, digest(SMALL));
    String second = put(id, 2, SMALL, digest(SMALL));
    refuses("InvalidPart", () -> complete(id, part(1, "\"0\"", SMALL)));
    refuses("InvalidPart", () -> complete(id, part(1, first, new byte[3])));
    refuses("InvalidPart", () -> complete(id, part(3, first, SMALL)));
    refuses("InvalidPartOrder", () -> complete(id, part(2, second, SMALL), part(1, first, SMALL)));
    refuses("EntityTooSmall", () -> complete(id, part(1, first, SMALL), part(2, second, SMALL)));
    complete(id, part(1, first, SMALL));
    refuses("NoSuchUpload", () -> complete(id, part(1, first, SMALL)));
  }

  @Test
  void refusesAParameterThatTheModelLacks() {
    Refusal refusal =
        assertThrows(
            Refusal.class,
            () ->
                new RestReader(ServiceModel.of("s3"))
                    .read(
                        "UploadPart",
                        new HttpRequest(
                            "PUT",
                            "/images/key",
                            "partNumber=1&uploadId=1&upload=2",
                            Map.of(),
                            new byte[0])));
    assertEquals("InvalidArgument", refusal.code());
  }

  @Test
  void countsRemainingObjectsAndUploads() {
    begun();
    begun();
    begun();
    assertEquals(3, fake.cloud().buckets().get(BUCKET).uploads().size());
    assertEquals(
        3,
        s3.listMultipartUploadsPaginator(its -> its.bucket(BUCKET).prefix("a/")).uploads().stream()
            .count());
    assertEquals(List.of(), fake.cloud().buckets().get(BUCKET).keys());
  }
}
