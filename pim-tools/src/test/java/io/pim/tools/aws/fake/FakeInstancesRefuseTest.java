package io.pim.tools.aws.fake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
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
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ImportSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

class FakeInstancesRefuseTest {
  @TempDir private Path folder;
  private FakeAws fake;
  private Ec2Client ec2;

  @BeforeEach
  void start() throws Exception {
    fake = FakeAws.start(folder);
    ec2 =
        Ec2Client.builder()
            .endpointOverride(URI.create(fake.endpoint()))
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(FakeAws.KEY_ID, FakeAws.SECRET)))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(its -> its.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
  }

  @AfterEach
  void stop() throws Exception {
    ec2.close();
    fake.close();
  }

  private static void refuses(String code, Executable call) {
    AwsServiceException e = assertThrows(AwsServiceException.class, call);
    assertEquals(code, e.awsErrorDetails().errorCode(), e.getMessage());
  }

  private String imported(Consumer<ImportSnapshotRequest.Builder> change) {
    ImportSnapshotRequest.Builder request =
        ImportSnapshotRequest.builder()
            .clientToken("one")
            .diskContainer(
                disk ->
                    disk.format("VMDK").userBucket(from -> from.s3Bucket("images").s3Key("key")));
    change.accept(request);
    return ec2.importSnapshot(request.build()).importTaskId();
  }

  @Test
  void refusesImpossibleImports() {
    refuses(
        "InvalidParameter",
        () ->
            imported(
                its ->
                    its.diskContainer(
                        disk ->
                            disk.format("QCOW2")
                                .userBucket(from -> from.s3Bucket("images").s3Key("key")))));
    refuses(
        "InvalidParameter",
        () ->
            imported(
                its ->
                    its.diskContainer(
                        disk ->
                            disk.format("VMDK")
                                .userBucket(from -> from.s3Bucket("images-us").s3Key("key")))));
    refuses("InvalidParameter", () -> imported(its -> its.roleName("nobody")));
    refuses(
        "InvalidParameterValue",
        () ->
            imported(
                its ->
                    its.tagSpecifications(
                        TagSpecification.builder().resourceType("snapshot").build())));
    String id = imported(its -> {});
    assertEquals(id, imported(its -> {}));
    refuses("IdempotentParameterMismatch", () -> imported(its -> its.description("another")));
    ec2.describeImportSnapshotTasks(its -> {});
    ec2.describeImportSnapshotTasks(its -> {});
    // The object does not exist.
    assertEquals(
        "deleted",
        ec2.describeImportSnapshotTasks(its -> {})
            .importSnapshotTasks()
            .get(0)
            .snapshotTaskDetail()
            .status());
    refuses("IncorrectState", () -> ec2.cancelImportTask(its -> its.importTaskId(id)));
  }

  private String launched(Consumer<RunInstancesRequest.Builder> change) {
    RunInstancesRequest.Builder request =
        RunInstancesRequest.builder()
            .clientToken("one")
            .imageId("ami-1")
            .instanceType("t3.nano")
            .minCount(1)
            .maxCount(1);
    change.accept(request);
    return ec2.runInstances(request.build()).instances().get(0).instanceId();
  }

  private static InstanceNetworkInterfaceSpecification network(String subnet) {
    return InstanceNetworkInterfaceSpecification.builder().deviceIndex(0).subnetId(subnet).build();
  }

  @Test
  void refusesImpossibleInstances() {
    refuses("InvalidAMIID.NotFound", () -> launched(its -> {}));
    Ami ami =
        new Ami("ami-1", new Params(Map.of("Name", "name", "Architecture", "x86_64")), null, 0, 0);
    fake.cloud().region("eu-central-1").images.put("ami-1", ami);
    refuses("InvalidAMIID.Unavailable", () -> launched(its -> {}));
    ami.look();
    refuses("MissingParameter", () -> launched(its -> its.minCount(null)));
    refuses("InvalidParameterValue", () -> launched(its -> its.instanceType("t9.nano")));
    refuses("InvalidParameterValue", () -> launched(its -> its.instanceType("t4g.nano")));
    refuses(
        "InvalidSubnetID.NotFound",
        () -> launched(its -> its.networkInterfaces(network("subnet-1"))));
    refuses(
        "InvalidParameterCombination",
        () ->
            launched(
                its -> its.subnetId("subnet-0123456789abcdef0").networkInterfaces(network(null))));
    String id = launched(its -> {});
    assertEquals(id, launched(its -> {}));
    refuses("IdempotentParameterMismatch", () -> launched(its -> its.instanceType("t3.micro")));
    refuses(
        "InvalidInstanceID.NotFound", () -> ec2.terminateInstances(its -> its.instanceIds("i-1")));
    assertEquals(1, fake.cloud().region("eu-central-1").running());
    ec2.terminateInstances(its -> its.instanceIds(id));
    fake.cloud().region("eu-central-1").machines().get(0).end();
    assertEquals(0, fake.cloud().region("eu-central-1").running());
    refuses("IdempotentInstanceTerminated", () -> launched(its -> {}));
  }
}
