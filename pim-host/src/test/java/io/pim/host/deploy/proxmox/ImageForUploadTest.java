package io.pim.host.deploy.proxmox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.file.Qcow2Compression;
import io.pim.model.deploy.DeployStep;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Sha256;
import io.pim.tools.process.Tools;
import io.pim.tools.proxmox.fake.FakeProxmox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageForUploadTest {
  @TempDir private Path folder;
  private FakeProxmox fake;
  private Deployments deployments;
  private final ImageForUpload images = new ImageForUpload(Deployments.CONVERTER);

  @BeforeEach
  void start() throws Exception {
    fake = FakeProxmox.start(folder, "pve1");
    deployments = new Deployments(fake, folder.resolve("host"));
  }

  @AfterEach
  void stop() throws Exception {
    fake.close();
  }

  private DeployContext context(Compression wanted) throws Exception {
    assumeTrue(Tools.of(System.getenv()).find("qemu-img").isPresent(), "qemu-img is not installed");
    DeployContext context = deployments.context(1, DeployStep.CONVERT);
    Path disk = folder.resolve("disk.qcow2");
    Deployments.QEMU_IMG.create(disk, ByteSize.ofMebibytes(1));
    Compression written =
        Deployments.CONVERTER.recompress(
            disk, context.image(), wanted, Duration.ofMinutes(1), f -> {});
    assumeTrue(written == wanted, "qemu-img was built without zstd");
    return context;
  }

  @Test
  void uploadsAnImageWithZstdAsZlib() throws Exception {
    DeployContext context = context(Compression.ZSTD);
    assertFalse(Qcow2Compression.isReadableAnywhere(context.image()));
    assertTrue(images.prepare(context));
    ImageForUpload.Whole whole = images.of(context);
    assertTrue(Qcow2Compression.isReadableAnywhere(whole.path()));
    assertEquals(Sha256.ofFile(whole.path()), whole.sha256());
    assertEquals(Files.size(whole.path()), whole.size());
  }

  @Test
  void convertsItOnceAndAgainIfTheCopyIsIncomplete() throws Exception {
    DeployContext context = context(Compression.ZSTD);
    Path copy = images.of(context).path();
    FileTime before = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(copy, before);
    images.of(context);
    assertEquals(before, Files.getLastModifiedTime(copy));
    Files.write(copy, new byte[10]);
    assertTrue(images.of(context).size() > 10);
    images.clear(context);
    assertFalse(Files.exists(copy));
  }

  @Test
  void uploadsAnImageWithZlibUnchanged() throws Exception {
    DeployContext context = context(Compression.ZLIB);
    assertFalse(images.prepare(context));
    assertEquals(context.image(), images.of(context).path());
  }
}
