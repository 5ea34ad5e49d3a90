package io.pim.tools.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.tools.proxmox.fake.TestCertificate;
import io.pim.tools.tls.ServerTrust;
import java.net.ProxySelector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The client against Debian's docker-registry. */
@Timeout(180)
class RepositoryTest {
  private static final int CHUNK = 64 << 10;
  private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";

  @TempDir Path temp;
  private DockerRegistry registry;

  @AfterEach
  void stop() {
    if (registry != null) {
      registry.close();
    }
  }

  private Repository start(DockerRegistry.Feature... features) throws Exception {
    Optional<DockerRegistry> started = DockerRegistry.start(temp, features);
    assumeTrue(started.isPresent(), "this machine has no docker-registry");
    registry = started.get();
    return open();
  }

  /** A process that has just started. */
  private Repository open() {
    return registry.open("team/images", Optional.empty(), CHUNK);
  }

  private static Blob blob(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return new BlobBytes(bytes);
  }

  private byte[] fetched(Blob blob) throws Exception {
    return registry.get("team/images/blobs/sha256:" + blob.sha256().hex());
  }

  private static FailureReport refused(Executable act) {
    FailureReport report = assertThrows(BuildFailure.class, act).report();
    assertEquals(FailureKind.TARGET_REFUSED, report.kind(), report.toString());
    return report;
  }

  private static final class Counted implements Traffic {
    final AtomicLong sent = new AtomicLong();
    final AtomicLong received = new AtomicLong();

    @Override
    public void sent(long bytes) {
      sent.addAndGet(bytes);
    }

    @Override
    public void received(long bytes) {
      received.addAndGet(bytes);
    }
  }

  @Test
  void countsTheBytesOfBodies() throws Exception {
    Counted traffic = new Counted();
    Repository repository = start().counting(traffic);
    Blob blob = blob(3 * CHUNK + 17);

    repository.upload(blob, UploadMemory.NONE, done -> {});
    assertEquals(blob.size(), traffic.sent.get());
    assertEquals(0, traffic.received.get());

    repository.download(blob.sha256(), blob.size(), temp.resolve("part"), done -> {});
    assertEquals(blob.size(), traffic.received.get());
    repository.read(blob.sha256(), (int) blob.size());
    assertEquals(2 * blob.size(), traffic.received.get());
    assertEquals(blob.size(), traffic.sent.get());
  }

  @Test
  void sendsABlobInChunks() throws Exception {
    Repository repository = start();
    Blob blob = blob(3 * CHUNK + 17);
    assertFalse(repository.has(blob));

    assertEquals(0, repository.upload(blob, UploadMemory.NONE, done -> {}));

    assertTrue(open().has(blob));
    assertArrayEquals(blob.open(0).readAllBytes(), fetched(blob));
  }

  /** The registry's "0-0" may mean no bytes or one byte. */
  @Test
  void sendsASingleByte() throws Exception {
    Repository repository = start();
    Blob blob = blob(1);

    repository.upload(blob, UploadMemory.NONE, done -> {});

    assertArrayEquals(blob.open(0).readAllBytes(), fetched(blob));
  }

  @Test
  void downloadsABlob() throws Exception {
    Repository repository = start();
    Blob blob = blob(3 * CHUNK + 17);
    repository.upload(blob, UploadMemory.NONE, done -> {});
    Path part = temp.resolve("part");

    assertEquals(0, repository.download(blob.sha256(), blob.size(), part, done -> {}));

    assertArrayEquals(blob.open(0).readAllBytes(), Files.readAllBytes(part));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(part)));
    assertArrayEquals(
        blob.open(0).readAllBytes(), repository.read(blob.sha256(), Math.toIntExact(blob.size())));
  }

  @Test
  void resumesADownloadThatWasCutOff() throws Exception {
    Repository repository = start();
    Blob blob = blob(3 * CHUNK + 17);
    repository.upload(blob, UploadMemory.NONE, done -> {});
    Path part = temp.resolve("part");
    assertThrows(
        Killed.class,
        () ->
            open()
                .download(
                    blob.sha256(),
                    blob.size(),
                    part,
                    done -> {
                      throw new Killed();
                    }));
    long there = Files.size(part);
    assertTrue(there > 0 && there < blob.size(), there + " bytes");

    assertEquals(there, open().download(blob.sha256(), blob.size(), part, done -> {}));

    assertArrayEquals(blob.open(0).readAllBytes(), Files.readAllBytes(part));
    assertEquals(blob.size(), open().download(blob.sha256(), blob.size(), part, done -> {}));
  }

  @Test
  void removesWrongBytes() throws Exception {
    Repository repository = start();
    Blob blob = blob(3 * CHUNK);
    repository.upload(blob, UploadMemory.NONE, done -> {});
    Path part = Files.write(temp.resolve("part"), blob(CHUNK).open(0).readAllBytes());

    BuildFailure failed =
        assertThrows(
            BuildFailure.class,
            () -> repository.download(blob.sha256(), blob.size(), part, done -> {}));

    assertEquals(FailureKind.CHECKSUM_MISMATCH, failed.report().kind());
    assertFalse(Files.exists(part), "bytes that are wrong");
    assertEquals(0, repository.download(blob.sha256(), blob.size(), part, done -> {}));
  }

  @Test
  void listsTheRepositories() throws Exception {
    Repository repository = start();
    repository.put("one", manifest(repository, "one"));

    assertEquals(
        Optional.of(Set.of("team/images")),
        RegistryCatalog.open(
                RegistryAddress.of(registry.repository("team"), true),
                Optional.empty(),
                new ServerTrust.OfSystem(),
                ProxySelector.of(null))
            .repositories());
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private void killAfter(Blob blob, UploadMemory memory, long bytes) {
    assertThrows(
        Killed.class,
        () ->
            open()
                .upload(
                    blob,
                    memory,
                    done -> {
                      if (done >= bytes) {
                        throw new Killed();
                      }
                    }));
  }

  @Test
  void resumesAnUploadThatWasCutOff() throws Exception {
    start();
    Blob blob = blob(5 * CHUNK + 17);
    UploadMemory memory = new RememberedUpload();
    killAfter(blob, memory, 3L * CHUNK);

    assertEquals(3L * CHUNK, open().upload(blob, memory, done -> {}));

    assertArrayEquals(blob.open(0).readAllBytes(), fetched(blob));
    assertTrue(memory.load().isEmpty(), "nothing to resume");
  }

  @Test
  void startsAgainIfTheRegistryHasForgottenTheUpload() throws Exception {
    Repository repository = start();
    Blob blob = blob(5 * CHUNK);
    UploadMemory memory = new RememberedUpload();
    killAfter(blob, memory, 2L * CHUNK);
    UploadMemory.Begun begun = memory.load().orElseThrow();
    repository.cancel(memory);
    memory.save(begun);

    assertEquals(0, open().upload(blob, memory, done -> {}));

    assertArrayEquals(blob.open(0).readAllBytes(), fetched(blob));
  }

  @Test
  void refusesAnotherBlob() throws Exception {
    Repository repository = start();
    Blob other = blob(10);
    byte[] bytes = "wrong".getBytes(UTF_8);
    Path file = Files.write(temp.resolve("blob"), bytes);

    BuildFailure failed =
        assertThrows(
            BuildFailure.class,
            () ->
                repository.upload(
                    new BlobFile(file, other.sha256(), bytes.length),
                    UploadMemory.NONE,
                    done -> {}));

    assertEquals(FailureKind.TARGET_FAILED, failed.report().kind());
    assertTrue(failed.report().why().contains("DIGEST_INVALID"), failed.report().why());
    assertFalse(repository.has(other));
  }

  /** A manifest that the registry accepts; {@code note} distinguishes it from others. */
  private Manifest manifest(Repository repository, String note) throws Exception {
    Blob config = new BlobBytes("{}".getBytes(UTF_8));
    repository.upload(config, UploadMemory.NONE, done -> {});
    String text =
        """
        {"schemaVersion": 2, "mediaType": "%s",
         "config": {"mediaType": "application/vnd.oci.empty.v1+json",
                    "digest": "sha256:%s", "size": 2},
         "layers": [], "annotations": {"note": "%s"}}
        """
            .formatted(TYPE, config.sha256().hex(), note);
    return new Manifest(TYPE, text.getBytes(UTF_8));
  }

  @Test
  void movesATagAndRemovesAManifest() throws Exception {
    Repository repository = start();
    assertEquals(Set.of(), repository.tags());
    Manifest one = manifest(repository, "one");
    Manifest two = manifest(repository, "two");
    repository.put("one", one);
    repository.put("two", two);
    repository.put("line", one);

    repository.put("line", two);

    assertEquals(Set.of("one", "two", "line"), repository.tags());
    assertArrayEquals(two.bytes(), repository.manifest("line").orElseThrow().bytes());
    assertTrue(repository.delete(one.sha256()));
    assertTrue(repository.delete(one.sha256()), "once more");
    assertEquals(Set.of("two", "line"), repository.tags());
    assertTrue(repository.manifest("one").isEmpty());
  }

  @Test
  void reportsThatDeletionIsNotAllowed() throws Exception {
    Repository repository = start(DockerRegistry.Feature.NO_DELETION);
    Manifest one = manifest(repository, "one");
    repository.put("one", one);

    assertFalse(repository.delete(one.sha256()));

    assertEquals(Set.of("one"), repository.tags());
  }

  @Test
  void logsInWithAPassword() throws Exception {
    Repository stranger = start(DockerRegistry.Feature.PASSWORD);
    refused(stranger::ping);
    Repository wrong =
        registry.open("a/b", Optional.of(new RegistryLogin("pim", "secret horse")), CHUNK);
    FailureReport report = refused(wrong::requireWritable);
    assertFalse(report.toString().contains("horse"), report.toString());

    Repository repository = registry.open("a/b", Optional.of(DockerRegistry.LOGIN), CHUNK);

    repository.ping();
    repository.requireWritable();
    repository.upload(blob(CHUNK + 1), UploadMemory.NONE, done -> {});
    assertTrue(repository.has(blob(CHUNK + 1)));
  }

  private Repository secure(ServerTrust trust) {
    return Repository.open(
        RegistryAddress.of(registry.repository("a/b"), false),
        Optional.empty(),
        trust,
        ProxySelector.of(null),
        CHUNK);
  }

  @Test
  void checksTheCertificate() throws Exception {
    start(DockerRegistry.Feature.TLS);
    Path authority = Files.write(temp.resolve("ca.pem"), TestCertificate.authority());
    String fingerprint = TestCertificate.GOOD.fingerprint();
    String other = TestCertificate.EXPIRED.fingerprint();

    secure(new ServerTrust.CaFile(authority)).ping();
    secure(new ServerTrust.Pinned(fingerprint)).ping();
    secure(new ServerTrust.Unchecked()).ping();
    refused(() -> secure(new ServerTrust.OfSystem()).ping());
    FailureReport report = refused(() -> secure(new ServerTrust.Pinned(other)).ping());
    assertTrue(report.why().contains(fingerprint), report.why());
    refused(() -> secure(new ServerTrust.CaFile(temp.resolve("none"))).ping());
  }

  @Test
  void reportsAnUnreachableRegistry() throws Exception {
    Repository repository = start();
    registry.close();

    BuildFailure failed = assertThrows(BuildFailure.class, repository::ping);

    assertEquals(FailureKind.TARGET_UNREACHABLE, failed.report().kind());
  }
}
