package io.pim.worker;

import io.pim.host.claim.UnfinishedBuilds;
import io.pim.host.store.DiskUsage;
import io.pim.host.store.NeedsReader;
import io.pim.host.store.StoreCleaner;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.qemu.QemuInstallation;
import io.pim.workflows.message.BuildRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * The files of PIM's ISO folder that builds of this host which have not ended install from.
   *
   * @throws IOException also where the plan of such a build cannot be read: what it needs is not
   *     known
   */
  public static List<String> isoFilesInUse(PimFolders folders) throws IOException {
    List<String> names = new ArrayList<>();
    for (BuildId build : new UnfinishedBuilds(folders).list()) {
      Path request = folders.build(build.text()).request();
      if (Files.exists(request)) {
        names.add(Json.read(request, BuildRequest.class).plan().iso().fileName());
      }
    }
    return names;
  }
}
