package io.pim.tools.aws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.tools.aws.fake.FakeAws;
import io.pim.tools.aws.fake.Faults.Kind;
import io.pim.tools.aws.fake.Snap;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotUploadTest {
  private static final String REGION = "eu-central-1";
  private static final int BLOCKS = 40;
  private static final int FULL = 30;

  @TempDir private Path folder;
  private FakeAws fake;
  private Aws aws;
  private Path disk;
  private byte[] bytes;

  @BeforeEach
  void start() throws Exception {
    fake = FakeAws.start(folder.resolve("aws"));
    System.setProperty("aws.accessKeyId", FakeAws.KEY_ID);
    System.setProperty("aws.secretAccessKey", FakeAws.SECRET);
    aws =
        new Aws(
            new AwsAccess(Optional.empty(), Optional.of(URI.create(fake.endpoint()))), time -> {});
    bytes = new byte[BLOCKS * Snapshots.BLOCK];
    for (int block = 0; block < BLOCKS; block++) {
      if (block % 4 != 3) {
        // The blocks differ in one byte, so that the test notices a misplaced block.
        Arrays.fill(bytes, block * Snapshots.BLOCK, (block + 1) * Snapshots.BLOCK, (byte) 1);
        bytes[block * Snapshots.BLOCK + new Random(block).nextInt(1000)] = (byte) block;
      }
    }
    disk = Files.write(folder.resolve("disk.raw"), bytes);
  }

  @AfterEach
  void stop() throws Exception {
    aws.close();
    fake.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  private String begun() throws Exception {
    return aws.snapshots()
        .start(REGION, new NewSnapshot("token", 1, "a disk", false, Optional.empty(), Map.of()));
  }

  private SnapshotUpload upload(String id) {
    return new SnapshotUpload(aws.snapshots(), REGION, id);
  }

  private Snap snap() {
    return fake.cloud().region(REGION).snapshots().get(0);
  }

  private Path record() {
    return folder.resolve("blocks");
  }

  private void assertComplete(WrittenSnapshot written) throws Exception {
    assertEquals(FULL, written.blocks());
    aws.snapshots().complete(REGION, written);
    byte[] there = Files.readAllBytes(snap().file());
    assertArrayEquals(bytes, Arrays.copyOf(there, bytes.length));
  }

  @Test
  void sendsEachBlockThatIsNotEmptyOnce() throws Exception {
    String id = begun();
    assertEquals(id, begun());
    SnapshotUpload upload = upload(id);
    WrittenSnapshot written = upload.run(disk, record(), (read, of, sent) -> {});
    assertEquals(FULL, upload.sent());
    assertEquals(FULL, snap().puts());
    assertComplete(written);
  }

  @Test
  void sendsOnlyWhatTheRecordDoesNotHave() throws Exception {
    String id = begun();
    SnapshotUpload first = upload(id);
    assertThrows(
        CancellationException.class,
        () ->
            first.run(
                disk,
                record(),
                (read, of, sent) -> {
                  if (read > of / 2) {
                    throw new CancellationException("the worker ends");
                  }
                }));
    int before = snap().puts();
    assertTrue(before > 0 && before < FULL, "puts: " + before);
    assertEquals(first.sent(), before);
    // A partial entry, as a power cut leaves it.
    Files.write(record(), new byte[7], StandardOpenOption.APPEND);
    assertComplete(upload(id).run(disk, record(), (read, of, sent) -> {}));
    assertEquals(FULL, snap().puts());
  }

  @Test
  void aDamagedRecordMatchesNoBlock() throws Exception {
    String id = begun();
    Files.write(record(), new byte[36 * 5]);
    assertComplete(upload(id).run(disk, record(), (read, of, sent) -> {}));
    assertEquals(FULL, snap().puts());
  }

  @Test
  void sendsAChangedBlockAgain() throws Exception {
    String id = begun();
    upload(id).run(disk, record(), (read, of, sent) -> {});
    bytes[0]++;
    Files.write(disk, bytes);
    assertComplete(upload(id).run(disk, record(), (read, of, sent) -> {}));
    assertEquals(FULL + 1, snap().puts());
  }

  @Test
  void continuesAfterAwsThrottles() throws Exception {
    // Fewer than the attempts for one block, because one block may meet all of them.
    fake.faults().next("PutSnapshotBlock", Kind.THROTTLED, 9);
    assertComplete(upload(begun()).run(disk, record(), (read, of, sent) -> {}));
    assertEquals(FULL, snap().puts());
    assertEquals(0, fake.faults().left());
  }

  @Test
  void usesTheClockOfEbs() throws Exception {
    fake.setAhead(Duration.ofHours(2));
    assertComplete(upload(begun()).run(disk, record(), (read, of, sent) -> {}));
  }

  @Test
  void failsWithTheFirstFailureOfABlock() throws Exception {
    fake.faults().deny("ebs:PutSnapshotBlock");
    String id = begun();
    BuildFailure failure =
        assertThrows(
            BuildFailure.class, () -> upload(id).run(disk, record(), (read, of, sent) -> {}));
    assertEquals("The right ebs:PutSnapshotBlock is missing", failure.report().what());
  }

  @Test
  void holdsOnlyTheBlocksInFlightInMemory() throws Exception {
    fake.atOnce().gather("PutSnapshotBlock", InFlight.FIRST);
    SnapshotUpload upload = upload(begun());
    assertComplete(upload.run(disk, record(), (read, of, sent) -> {}));
    // After the first ones succeed, PIM may send one more at the same time.
    int most = fake.atOnce().most("PutSnapshotBlock");
    assertTrue(most == InFlight.FIRST || most == InFlight.FIRST + 1, "at once: " + most);
    // PIM reads one block while it sends the others.
    int blocks = upload.blocksInMemory();
    assertTrue(blocks <= InFlight.FIRST + 2, "blocks in memory: " + blocks);
  }

  @Test
  void fillsTheLastBlockUpWithZeros() throws Exception {
    bytes = Arrays.copyOf(bytes, BLOCKS * Snapshots.BLOCK - Snapshots.BLOCK - 512);
    Files.write(disk, bytes);
    assertComplete(upload(begun()).run(disk, record(), (read, of, sent) -> {}));
    byte[] there = Files.readAllBytes(snap().file());
    assertArrayEquals(new byte[512], Arrays.copyOfRange(there, bytes.length, bytes.length + 512));
  }

  @Test
  void sendsFewerAtOnceAfterAThrottleAndMoreAfterSuccess() throws Exception {
    InFlight inFlight = new InFlight(InFlight.FIRST, InFlight.MOST);
    inFlight.slowDown();
    assertEquals(InFlight.FIRST / 2, inFlight.limit());
    for (int i = 0; i < InFlight.MOST * InFlight.MOST; i++) {
      inFlight.begin();
      inFlight.end(true);
    }
    assertEquals(InFlight.MOST, inFlight.limit());
  }
}
