package io.pim.tools.aws.fake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.unit.Sha256;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ebs.model.StartSnapshotRequest;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.RegisterImageRequest;

/** The fake is useful only if it refuses what AWS refuses. */
class FakeAwsRefusesTest {
  private static final byte[] BLOCK = new byte[Snap.BLOCK];

  @TempDir private Path folder;
  private FakeAws fake;
  private EbsClient ebs;
  private Ec2Client ec2;

  @BeforeEach
  void start() throws Exception {
    BLOCK[5] = 1;
    fake = FakeAws.start(folder);
    open(FakeAws.SECRET);
  }

  private void open(String secret) {
    StaticCredentialsProvider credentials =
        StaticCredentialsProvider.create(AwsBasicCredentials.create(FakeAws.KEY_ID, secret));
    ebs =
        EbsClient.builder()
            .endpointOverride(URI.create(fake.endpoint()))
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(credentials)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(its -> its.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    ec2 =
        Ec2Client.builder()
            .endpointOverride(URI.create(fake.endpoint()))
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(credentials)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(its -> its.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
  }

  @AfterEach
  void stop() throws Exception {
    ebs.close();
    ec2.close();
    fake.close();
  }

  private static void refuses(String code, Executable call) {
    AwsServiceException e = assertThrows(AwsServiceException.class, call);
    assertEquals(code, e.awsErrorDetails().errorCode(), e.getMessage());
  }

  private String begun() {
    return ebs.startSnapshot(its -> its.volumeSize(1L).clientToken("one")).snapshotId();
  }

  private void put(String id, int index, byte[] block, String checksum) {
    ebs.putSnapshotBlock(
        its ->
            its.snapshotId(id)
                .blockIndex(index)
                .dataLength(block.length)
                .checksum(checksum)
                .checksumAlgorithm("SHA256"),
        RequestBody.fromBytes(block));
  }

  private static String digest(byte[] bytes) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(Sha256.ofBytes(bytes).hex()));
  }

  private void complete(String id, int count, String checksum) {
    ebs.completeSnapshot(
        its ->
            its.snapshotId(id)
                .changedBlocksCount(count)
                .checksum(checksum)
                .checksumAlgorithm("SHA256")
                .checksumAggregationMethod("LINEAR"));
  }

  private static String linear(byte[] block) {
    return digest(HexFormat.of().parseHex(Sha256.ofBytes(block).hex()));
  }

  @Test
  void refusesUnsignedRequests() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                java.net.http.HttpRequest.newBuilder(URI.create(fake.endpoint() + "/"))
                    .POST(BodyPublishers.ofString("Action=DescribeRegions&Version=2016-11-15"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertEquals(400, answer.statusCode());
    assertTrue(answer.body().contains("MissingParameter"), answer.body());
  }

  @Test
  void refusesASignatureOfAnotherSecret() {
    open("another-secret");
    refuses("InvalidSignatureException", this::begun);
    refuses("SignatureDoesNotMatch", () -> ec2.describeRegions());
  }

  @Test
  void refusesAnOldSignature() {
    fake.setAhead(Duration.ofMinutes(6));
    refuses("InvalidSignatureException", this::begun);
  }

  @Test
  void refusesAnotherRequestWithTheSameToken() {
    String id = begun();
    assertEquals(id, begun());
    StartSnapshotRequest other =
        StartSnapshotRequest.builder().volumeSize(2L).clientToken("one").build();
    refuses("ConflictException", () -> ebs.startSnapshot(other));
    refuses("ValidationException", () -> ebs.startSnapshot(its -> its.volumeSize(0L)));
    refuses(
        "ValidationException", () -> ebs.startSnapshot(its -> its.volumeSize(1L).timeout(5000)));
  }

  @Test
  void refusesBlocksThatDoNotMatchTheirDescription() {
    String id = begun();
    refuses("ValidationException", () -> put(id, 0, BLOCK, digest(new byte[3])));
    refuses("ValidationException", () -> put(id, 2048, BLOCK, digest(BLOCK)));
    refuses("ValidationException", () -> put(id, 0, new byte[512], digest(new byte[512])));
    refuses("ResourceNotFoundException", () -> put("snap-0123", 0, BLOCK, digest(BLOCK)));
    put(id, 2047, BLOCK, digest(BLOCK));
  }

  @Test
  void refusesACompletionThatDoesNotMatchTheBlocks() {
    String id = begun();
    put(id, 7, BLOCK, digest(BLOCK));
    put(id, 7, BLOCK, digest(BLOCK));
    refuses("ValidationException", () -> complete(id, 2, linear(BLOCK)));
    refuses("ValidationException", () -> complete(id, 1, digest(BLOCK)));
    complete(id, 1, linear(BLOCK));
    refuses("ValidationException", () -> complete(id, 1, linear(BLOCK)));
    refuses("ValidationException", () -> put(id, 8, BLOCK, digest(BLOCK)));
  }

  private String register(Consumer<RegisterImageRequest.Builder> change) {
    RegisterImageRequest.Builder request =
        RegisterImageRequest.builder()
            .name("an image")
            .virtualizationType("hvm")
            .rootDeviceName("/dev/sda1")
            .blockDeviceMappings(disk("/dev/sda1", begun()));
    change.accept(request);
    return ec2.registerImage(request.build()).imageId();
  }

  private static BlockDeviceMapping disk(String name, String snapshot) {
    return BlockDeviceMapping.builder()
        .deviceName(name)
        .ebs(its -> its.snapshotId(snapshot))
        .build();
  }

  @Test
  void refusesImpossibleAmis() {
    refuses("InvalidParameterValue", () -> register(its -> {}));
    String id = begun();
    put(id, 0, BLOCK, digest(BLOCK));
    complete(id, 1, linear(BLOCK));
    ec2.describeSnapshots(its -> its.ownerIds("self"));
    ec2.describeSnapshots(its -> its.ownerIds("self"));
    refuses("MissingParameter", () -> register(its -> its.name(null)));
    refuses("InvalidAMIName.Malformed", () -> register(its -> its.name("an+image")));
    refuses("InvalidParameterValue", () -> register(its -> its.architecture("sparc")));
    refuses("InvalidParameterValue", () -> register(its -> its.imdsSupport("v1.0")));
    refuses(
        "InvalidParameterCombination",
        () -> register(its -> its.architecture("arm64").bootMode("legacy-bios")));
    refuses("InvalidParameterCombination", () -> register(its -> its.virtualizationType(null)));
    refuses(
        "InvalidBlockDeviceMapping",
        () -> register(its -> its.blockDeviceMappings(disk("/dev/xvda", begun()))));
    refuses(
        "InvalidSnapshot.NotFound",
        () -> register(its -> its.blockDeviceMappings(disk("/dev/sda1", "snap-0123"))));
    String ami = register(its -> {});
    assertEquals("i386", fake.cloud().region("eu-central-1").images().get(0).architecture());
    refuses("InvalidAMIName.Duplicate", () -> register(its -> {}));
    refuses("InvalidSnapshot.InUse", () -> ec2.deleteSnapshot(its -> its.snapshotId(id)));
    refuses("DryRunOperation", () -> ec2.deregisterImage(its -> its.imageId(ami).dryRun(true)));
    assertEquals(1, ec2.describeImages(its -> its.owners(List.of("self"))).images().size());
    ec2.deregisterImage(its -> its.imageId(ami));
    refuses("InvalidAMIID.NotFound", () -> ec2.deregisterImage(its -> its.imageId(ami)));
  }

  @Test
  void refusesAParameterThatTheModelLacks() {
    Refusal refusal =
        assertThrows(
            Refusal.class,
            () ->
                new QueryReader(ServiceModel.of("ec2"))
                    .read(
                        ServiceModel.of("ec2").operation("RegisterImage").orElseThrow(),
                        QueryReader.form("Action=RegisterImage&Name=abc&Arch=arm64")));
    assertEquals("UnknownParameter", refusal.code());
  }
}
