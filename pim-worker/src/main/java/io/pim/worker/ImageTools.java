package io.pim.worker;

import io.pim.host.build.OpenBuilds;
import io.pim.host.claim.UnfinishedBuilds;
import io.pim.host.image.CandidateImages;
import io.pim.host.image.ImageExport;
import io.pim.host.image.ImageImport;
import io.pim.host.image.ImageRemoval;
import io.pim.host.image.ImageUse;
import io.pim.host.image.ImageVerification;
import io.pim.host.image.KilledVerifications;
import io.pim.host.machine.AcceleratorOf;
import io.pim.host.machine.BuildMachines;
import io.pim.host.store.DiskUsage;
import io.pim.host.trial.InstanceChecks;
import io.pim.host.trial.InstanceTrial;
import io.pim.model.files.PimFolders;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import io.pim.tools.qemu.QemuImg;
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
