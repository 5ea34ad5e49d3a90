package io.pim.e2e.chaos;

import io.pim.e2e.PimUser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A person whose builds are disturbed, with the chaos profile and a server of their own. */
final class ChaosUser {
  static final String PROFILE = "chaos";
  private static final String WORKFLOW = PROFILE + "-x86_64";
  private static final Path FOLDER = PimUser.ROOT.resolve("pim-e2e/src/test/resources/chaos");

  private final PimUser pim;
  private final Processes processes;
  private final String script;
  private final Optional<SmallDisk> disk;
  private Optional<String> earlierRun = Optional.empty();

  private ChaosUser(PimUser pim, Optional<SmallDisk> disk) throws IOException {
    this.pim = pim;
    this.disk = disk;
    this.processes = new Processes(pim);
    this.script = pim.read("scripts.d/work.sh");
  }

  /** Creates a new home and starts a server and a worker in it. */
  static ChaosUser move(boolean toSmallDisk) throws IOException, InterruptedException {
    PimUser pim = PimUser.withTiny();
    pim.overlay(FOLDER);
    ChaosUser user =
        new ChaosUser(pim, toSmallDisk ? Optional.of(SmallDisk.under(pim)) : Optional.empty());
    pim.pim("up").exits(0);
    return user;
  }

  /** The disk with cache, data and builds. */
  Optional<SmallDisk> smallDisk() {
    return disk;
  }

  PimUser pim() {
    return pim;
  }

  Processes processes() {
    return processes;
  }

  /**
   * Starts a build whose image cannot exist yet.
   *
   * @param nonce goes into a comment of the script, so that only the steps before it can use
   *     existing layers
   * @param force whether to run every step
   */
  RunningBuild start(String nonce, boolean force) throws IOException {
    pim.write("scripts.d/work.sh", script + "# " + nonce + "\n");
    Path output = pim.home().resolve("cli-" + nonce.replace('/', '-') + ".log");
    String[] run = {"build", "run", PROFILE};
    String[] forced = {"build", "run", PROFILE, "--force"};
    HistoryFeed feed = HistoryFeed.of(pim, WORKFLOW, earlierRun);
    return new RunningBuild(pim, pim.start(output, output, force ? forced : run), output, feed);
  }

  /** Records that a build has ended, so that the next run of its workflow is another build. */
  void ended(RunningBuild build) {
    earlierRun = Optional.of(build.runId());
    build.close();
  }

  /** Ends all processes and removes all files. */
  void moveOut() throws IOException, InterruptedException {
    // This comes first, because a worker starts a new machine for a build that has lost its
    // machine.
    pim.pim("down");
    processes.strays().forEach(ProcessHandle::destroyForcibly);
    if (disk.isPresent()) {
      disk.get().unmount();
    }
    pim.isSatisfied();
    pim.close();
  }
}
