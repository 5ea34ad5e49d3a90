package io.pim.worker;

import io.pim.activities.host.UnfinishedBuilds;
import io.pim.activities.process.CommandRunner;
import io.pim.activities.process.ProcessRunner;
import io.pim.activities.process.Tools;
import io.pim.activities.qemu.QemuImg;
import io.pim.activities.qemu.QemuInstallation;
import io.pim.activities.store.DiskUsage;
import io.pim.activities.store.NeedsReader;
import io.pim.activities.store.StoreCleaner;
import io.pim.model.files.PimFolders;
import java.time.Clock;
import java.util.Map;

/** Wires what cleans this host's folders; it works with no worker and no server. */
public final class HostStore {
  private HostStore() {}

  /**
   * A cleaner of this host.
   *
   * @param environment as from {@link System#getenv()}
   */
  public static StoreCleaner cleaner(
      PimFolders folders, Map<String, String> environment, Clock clock) {
    Tools tools = Tools.of(environment);
    CommandRunner runner = new ProcessRunner();
    QemuImg images = new QemuImg(new QemuInstallation(tools, runner), runner);
    // Whoever cleans takes no slot: how many there are does not matter.
    UnfinishedBuilds unfinished = new UnfinishedBuilds(folders);
    return new StoreCleaner(
        folders,
        new NeedsReader(folders, unfinished::list, disk -> images.info(disk).backingFile()),
        new DiskUsage(tools, runner),
        clock);
  }
}
