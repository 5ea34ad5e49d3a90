package io.pim.tools.aws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.tools.aws.fake.Bucket;
import io.pim.tools.aws.fake.FakeAws;
import io.pim.tools.aws.fake.Faults.Kind;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectUploadTest {
  private static final BucketObject PLACE =
      new BucketObject("eu-central-1", "images", "pim/an image.vmdk");
  private static final int PART = 5 << 20;
  private static final int PARTS = 4;

  @TempDir private Path folder;
  private FakeAws fake;
  private Aws aws;
  private Path file;
  private final byte[] bytes = new byte[(PARTS - 1) * PART + 77];

  @BeforeEach
  void start() throws Exception {
    fake = FakeAws.start(folder.resolve("aws"));
    System.setProperty("aws.accessKeyId", FakeAws.KEY_ID);
    System.setProperty("aws.secretAccessKey", FakeAws.SECRET);
    aws =
        new Aws(
            new AwsAccess(Optional.empty(), Optional.of(URI.create(fake.endpoint()))), time -> {});
    for (int part = 0; part < PARTS; part++) {
      bytes[part * PART + new Random(part).nextInt(70)] = (byte) (part + 1);
    }
    file = Files.write(folder.resolve("disk.vmdk"), bytes);
  }

  @AfterEach
  void stop() throws Exception {
    aws.close();
    fake.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  private Bucket bucket() {
    return fake.cloud().buckets().get(PLACE.bucket());
  }

  private FileParts parts() throws Exception {
    return FileParts.of(file, PART, read -> {});
  }

  private ObjectUpload upload(String id) {
    return new ObjectUpload(aws.uploads(), PLACE, id);
  }

  private void assertComplete(Optional<String> checksum) throws Exception {
    assertEquals(Optional.of(parts().checksum()), checksum);
    assertTrue(aws.objects().has(PLACE, parts()));
    assertEquals(List.of(PLACE.key()), bucket().keys());
    assertEquals(List.of(), bucket().uploads());
    assertArrayEquals(bytes, Files.readAllBytes(bucket().file(PLACE.key())));
  }

  @Test
  void sendsEachPartOnce() throws Exception {
    ObjectUpload upload = upload(aws.uploads().start(PLACE));
    assertComplete(upload.run(parts(), (there, of) -> {}));
    assertEquals(PARTS, bucket().puts());
    assertEquals(bytes.length, upload.bytesSent());
  }

  @Test
  void sendsOnlyThePartsThatS3DoesNotHave() throws Exception {
    String id = aws.uploads().start(PLACE);
    FileParts parts = parts();
    aws.uploads().put(PLACE, id, file, parts.parts().get(0), () -> {});
    aws.uploads().put(PLACE, id, file, parts.parts().get(2), () -> {});
    aws.uploads().put(PLACE, id, file, parts.parts().get(3), () -> {});
    assertEquals(List.of(id), aws.uploads().at(PLACE));
    ObjectUpload upload = upload(id);
    assertComplete(upload.run(parts, (there, of) -> {}));
    assertEquals(PART, upload.bytesSent());
    assertEquals(PARTS, bucket().puts());
  }

  @Test
  void sendsAPartAgainThatHasChanged() throws Exception {
    String id = aws.uploads().start(PLACE);
    aws.uploads().put(PLACE, id, file, parts().parts().get(1), () -> {});
    bytes[PART + 99]++;
    Files.write(file, bytes);
    assertComplete(upload(id).run(parts(), (there, of) -> {}));
    assertEquals(PARTS + 1, bucket().puts());
  }

  @Test
  void continuesAfterS3ThrottlesOrCutsOff() throws Exception {
    fake.faults().next("UploadPart", Kind.THROTTLED, 4);
    fake.faults().next("UploadPart", Kind.NOT_YET_KNOWN, 2);
    fake.faults().next("CompleteMultipartUpload", Kind.DROP_BEFORE);
    assertComplete(upload(aws.uploads().start(PLACE)).run(parts(), (there, of) -> {}));
    assertEquals(PARTS, bucket().puts());
    assertEquals(0, fake.faults().left());
  }

  @Test
  void usesTheClockOfS3() throws Exception {
    fake.setAhead(Duration.ofHours(2));
    assertComplete(upload(aws.uploads().start(PLACE)).run(parts(), (there, of) -> {}));
  }

  @Test
  void reportsThatTheUploadNoLongerExists() throws Exception {
    String id = aws.uploads().start(PLACE);
    bucket().abortAll();
    assertEquals(Optional.empty(), upload(id).run(parts(), (there, of) -> {}));
    assertFalse(aws.objects().has(PLACE, parts()));
    aws.uploads().abort(PLACE, id);
  }

  @Test
  void aLostAnswerToTheCompletionLeavesTheObject() throws Exception {
    fake.faults().next("CompleteMultipartUpload", Kind.ANSWER_LOST);
    String id = aws.uploads().start(PLACE);
    assertEquals(Optional.empty(), upload(id).run(parts(), (there, of) -> {}));
    assertTrue(aws.objects().has(PLACE, parts()));
  }

  @Test
  void failsWithTheFirstFailureOfAPart() throws Exception {
    String id = aws.uploads().start(PLACE);
    fake.faults().deny("s3:PutObject");
    BuildFailure failure =
        assertThrows(BuildFailure.class, () -> upload(id).run(parts(), (there, of) -> {}));
    assertEquals("The right s3:PutObject is missing", failure.report().what());
  }

  @Test
  void removesAnObjectWithAllItsVersions() throws Exception {
    fake.cloud().addBucket("keeps", PLACE.region(), true);
    BucketObject place = new BucketObject(PLACE.region(), "keeps", PLACE.key());
    for (int i = 0; i < 2; i++) {
      String id = aws.uploads().start(place);
      new ObjectUpload(aws.uploads(), place, id).run(parts(), (there, of) -> {});
    }
    assertTrue(aws.objects().remove(place));
    assertEquals(List.of(), fake.cloud().buckets().get("keeps").keys());
    assertFalse(aws.objects().remove(place));
    assertFalse(aws.objects().remove(PLACE));
  }

  @Test
  void partsGrowWithTheFileToStayWithinTheirMaximum() {
    assertEquals(8 << 20, FileParts.partSize(1));
    assertEquals(8 << 20, FileParts.partSize(78L << 30));
    assertEquals(9 << 20, FileParts.partSize(80L << 30));
    long terabytes = 5L << 40;
    assertTrue(FileParts.partSize(terabytes) * 10_000 >= terabytes);
  }

  @Test
  void readsARangeAgainEachTime() throws Exception {
    try (FileRange range = new FileRange(file, PART, 100)) {
      for (int i = 0; i < 2; i++) {
        try (InputStream in = range.open()) {
          assertArrayEquals(Arrays.copyOfRange(bytes, PART, PART + 100), in.readAllBytes());
        }
      }
    }
  }
}
