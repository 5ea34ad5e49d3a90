package io.pim.tools.aws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.tools.aws.fake.FakeAws;
import io.pim.tools.aws.fake.Snap;
import io.pim.tools.proxmox.fake.TestCertificate;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads over TLS, as to AWS. Over plain HTTP the SDK digests each body once more to sign it. */
class SnapshotUploadTlsTest {
  private static final String REGION = "eu-central-1";
  private static final int BLOCKS = 20;
  private static final String PASSWORD = "fakefake";

  @TempDir private Path folder;
  private FakeAws fake;

  @BeforeEach
  void start() throws Exception {
    fake = FakeAws.startWithTls(folder.resolve("aws"), 0);
    System.setProperty("aws.accessKeyId", FakeAws.KEY_ID);
    System.setProperty("aws.secretAccessKey", FakeAws.SECRET);
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry(
        "fake",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(TestCertificate.authority())));
    Path file = folder.resolve("trust.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      trust.store(out, PASSWORD.toCharArray());
    }
    // Java creates its default context once per process. It must not trust the fake in other tests.
    SSLContext.getDefault();
    System.setProperty("javax.net.ssl.trustStore", file.toString());
    System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
  }

  @AfterEach
  void stop() throws Exception {
    fake.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    System.clearProperty("javax.net.ssl.trustStore");
    System.clearProperty("javax.net.ssl.trustStorePassword");
  }

  @Test
  void digestsABlockOnceAndDoesNotSignIt() throws Exception {
    byte[] bytes = new byte[BLOCKS * Snapshots.BLOCK];
    new Random(1).nextBytes(bytes);
    Path disk = Files.write(folder.resolve("disk.raw"), bytes);
    AwsAccess access = new AwsAccess(Optional.empty(), Optional.of(URI.create(fake.endpoint())));
    try (Aws aws = new Aws(access, time -> {})) {
      NewSnapshot form = new NewSnapshot("t", 1, "a disk", false, Optional.empty(), Map.of());
      String id = aws.snapshots().start(REGION, form);
      WrittenSnapshot written =
          new SnapshotUpload(aws.snapshots(), REGION, id)
              .run(disk, folder.resolve("blocks"), (read, of, sent) -> {});
      aws.snapshots().complete(REGION, written);
    }
    Snap snap = fake.cloud().region(REGION).snapshots().get(0);
    assertEquals(BLOCKS, snap.puts());
    assertEquals(BLOCKS, fake.unsignedBodies());
    assertArrayEquals(bytes, Files.readAllBytes(snap.file()));
  }
}
