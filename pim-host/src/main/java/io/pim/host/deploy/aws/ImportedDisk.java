package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import io.pim.model.target.AwsTarget;
import io.pim.tools.aws.Aws;
import io.pim.tools.qemu.DiskFormat;
import io.pim.tools.qemu.ImageConverter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends the disk to a bucket, from which EC2 imports it. It is sent as a stream-optimized VMDK, the
 * one compressed form that EC2 imports: a raw disk would be sent with all its empty blocks.
 */
final class ImportedDisk implements DiskWay {
  private final DiskFile disks;
  private final BucketUpload upload;
  private final SnapshotImport imports;

  ImportedDisk(Aws aws, AwsTarget target, ImageConverter converter, Patience patience) {
    disks = new DiskFile(converter, DiskFormat.VMDK);
    upload = new BucketUpload(aws, target, disks);
    imports = new SnapshotImport(aws, target, patience);
  }

  @Override
  public void prepare(DeployContext context) throws IOException, InterruptedException {
    disks.prepare(context);
  }

  @Override
  public String upload(DeployContext context) throws IOException, InterruptedException {
    return BucketUpload.shown(upload.ensure(context));
  }

  @Override
  public String snapshot(DeployContext context) throws IOException, InterruptedException {
    return imports.run(context, upload);
  }

  @Override
  public void clear(DeployContext context) throws IOException, InterruptedException {
    upload.remove(context);
  }

  /**
   * Whether the deployment may have left something of this method, even if the method has changed
   * since.
   */
  static boolean isBegun(DeployContext context) throws IOException {
    return BucketUpload.isBegun(context) || RequestToken.isThere(context, SnapshotImport.TOKEN);
  }

  /** Removes what this method has left. */
  List<String> remove(DeployContext context) throws IOException, InterruptedException {
    List<String> removed = new ArrayList<>(imports.remove(context));
    removed.addAll(upload.remove(context));
    return removed;
  }
}
