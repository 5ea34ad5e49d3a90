package io.pim.worker;

import io.pim.activities.host.UnfinishedBuilds;
import io.pim.activities.library.ImageRemoval;
import io.pim.activities.library.ImageUse;
import io.pim.activities.process.CommandRunner;
import io.pim.activities.process.ProcessRunner;
import io.pim.activities.process.Tools;
import io.pim.activities.qemu.QemuImg;
import io.pim.activities.qemu.QemuInstallation;
import io.pim.activities.store.DiskUsage;
import io.pim.model.files.PimFolders;
import java.util.Map;

/** Wires what is done with finished images; it works with no worker and no server. */
public record ImageTools(ImageRemoval removal) {
  /**
   * The tools of this host.
   *
   * @param environment as from {@link System#getenv()}
   */
  public static ImageTools of(PimFolders folders, Map<String, String> environment) {
    Tools tools = Tools.of(environment);
    CommandRunner runner = new ProcessRunner();
    QemuImg images = new QemuImg(new QemuInstallation(tools, runner), runner);
    ImageUse use =
        new ImageUse(
            folders, new UnfinishedBuilds(folders)::list, disk -> images.info(disk).backingFile());
    return new ImageTools(new ImageRemoval(folders, use, new DiskUsage(tools, runner)));
  }
}
