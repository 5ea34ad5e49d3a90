package io.pim.worker;

import io.pim.activities.build.OpenBuilds;
import io.pim.activities.host.UnfinishedBuilds;
import io.pim.activities.library.CandidateImages;
import io.pim.activities.library.ImageExport;
import io.pim.activities.library.ImageImport;
import io.pim.activities.library.ImageRemoval;
import io.pim.activities.library.ImageUse;
import io.pim.activities.library.ImageVerification;
import io.pim.activities.library.KilledVerifications;
import io.pim.activities.machine.AcceleratorOf;
import io.pim.activities.machine.BuildMachines;
import io.pim.activities.process.ProcessRunner;
import io.pim.activities.process.Tools;
import io.pim.activities.qemu.QemuImg;
import io.pim.activities.store.DiskUsage;
import io.pim.activities.verify.InstanceChecks;
import io.pim.activities.verify.InstanceTrial;
import io.pim.model.files.PimFolders;
import java.time.Clock;
import java.util.Map;

/** Wires what is done with finished images; it works with no worker and no server. */
public final class ImageTools {
  private final PimFolders folders;
  private final HostTools tools;
  private final DiskUsage usage;
  private final Clock clock;

  private ImageTools(PimFolders folders, HostTools tools, DiskUsage usage, Clock clock) {
    this.folders = folders;
    this.tools = tools;
    this.usage = usage;
    this.clock = clock;
  }

  /**
   * The tools of this host.
   *
   * @param environment as from {@link System#getenv()}
   */
  public static ImageTools of(PimFolders folders, Map<String, String> environment, Clock clock) {
    return new ImageTools(
        folders,
        HostTools.of(folders, environment),
        new DiskUsage(Tools.of(environment), new ProcessRunner()),
        clock);
  }

  public ImageRemoval removal() {
    QemuImg images = tools.qemuImg();
    KilledVerifications killed =
        new KilledVerifications(folders, new BuildMachines(tools.machines()));
    ImageUse use =
        new ImageUse(
            folders,
            new UnfinishedBuilds(folders)::list,
            disk -> images.info(disk).backingFile(),
            killed);
    return new ImageRemoval(folders, use, killed, usage);
  }

  public ImageExport export() {
    return new ImageExport(tools.qemuImg());
  }

  public ImageImport importer(ImageImport.Origin origin) {
    return new ImageImport(folders, tools.qemuImg(), origin, clock);
  }

  public ImageVerification verification() {
    return new ImageVerification(
        folders,
        tools.qemuImg(),
        new InstanceTrial(
            new BuildMachines(tools.machines()),
            new AcceleratorOf(tools.probe(), folders),
            tools.qemuImg(),
            new InstanceChecks()),
        new CandidateImages(folders, new OpenBuilds(folders, clock), clock));
  }
}
