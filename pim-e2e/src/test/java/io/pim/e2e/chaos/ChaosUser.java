package io.pim.e2e.chaos;

import io.pim.e2e.PimUser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A person whose builds are disturbed: with the chaos profile, and with a server of their own. */
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

  /** A new home, with a server and a worker that run. */
  static ChaosUser move(boolean toSmallDisk) throws IOException, InterruptedException {
    PimUser pim = PimUser.withTiny();
    pim.overlay(FOLDER);
    ChaosUser user =
        new ChaosUser(pim, toSmallDisk ? Optional.of(SmallDisk.under(pim)) : Optional.empty());
    pim.pim("up").exits(0);
    return user;
  }

  /** The disk that cache, data and builds are on. */
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
   * Starts a build whose image there cannot be yet.
   *
   * @param nonce goes into a comment of the script, so that the steps before it may come from
   *     layers and it itself may not
   * @param force whether every step is to be run
   */
  RunningBuild start(String nonce, boolean force) throws IOException {
    pim.write("scripts.d/work.sh", script + "# " + nonce + "\n");
    Path output = pim.home().resolve("cli-" + nonce.replace('/', '-') + ".log");
    String[] run = {"build", "run", PROFILE};
    String[] forced = {"build", "run", PROFILE, "--force"};
    HistoryFeed feed = HistoryFeed.of(pim, WORKFLOW, earlierRun);
    return new RunningBuild(pim, pim.start(output, output, force ? forced : run), output, feed);
  }

  /** Says that a build is over: the next run of its workflow is another one. */
  void ended(RunningBuild build) {
    earlierRun = Optional.of(build.runId());
    build.close();
  }

  /** Leaves nothing running and nothing on disk. */
  void moveOut() throws IOException, InterruptedException {
    // First, as a worker starts a new machine for a build that has lost its own.
    pim.pim("down");
    processes.strays().forEach(ProcessHandle::destroyForcibly);
    if (disk.isPresent()) {
      disk.get().unmount();
    }
    pim.isSatisfied();
    pim.close();
  }
}
