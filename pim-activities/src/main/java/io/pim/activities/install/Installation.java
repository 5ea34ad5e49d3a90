package io.pim.activities.install;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.StepContext;
import io.pim.host.layer.LayerStore;
import io.pim.host.machine.AcceleratorOf;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.Phase;
import io.pim.host.machine.WholeDisk;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.PrivateFolders;
import io.pim.model.plan.InstallerArguments;
import io.pim.model.plan.PlanContents;
import io.pim.model.plan.StepKey;
import io.pim.model.plan.StepKind;
import io.pim.tools.guestserver.BuildResources;
import io.pim.tools.guestserver.Clients;
import io.pim.tools.iso9660.InstallerFiles;
import io.pim.tools.qemu.Accelerator;
import io.pim.tools.qemu.KernelBoot;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.qemu.ShutdownLimits;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.workflows.activity.StepNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One run of an installer, from its kernel to its power-off; joins a run that is already under way.
 */
public final class Installation {
  private static final int LAST_LINES = 15;

  private static final Set<FailureKind> INSTALLERS_FAULT =
      Set.of(FailureKind.INSTALL_FAILED, FailureKind.GUEST_HUNG);

  private final BuildMachines machines;
  private final AcceleratorOf accelerators;
  private final LayerStore layers;
  private final QemuImg qemuImg;
  private final WholeDisk wholeDisk;
  private final Function<OpenBuild, Clients> clients;

  public Installation(
      BuildMachines machines, AcceleratorOf accelerators, LayerStore layers, QemuImg qemuImg) {
    this(
        machines,
        accelerators,
        layers,
        qemuImg,
        build -> machines.connections(Phase.INSTALL.of(build)));
  }

  /** The same for a server that accepts {@code clients}. */
  Installation(
      BuildMachines machines,
      AcceleratorOf accelerators,
      LayerStore layers,
      QemuImg qemuImg,
      Function<OpenBuild, Clients> clients) {
    this.machines = machines;
    this.accelerators = accelerators;
    this.layers = layers;
    this.qemuImg = qemuImg;
    this.wholeDisk = new WholeDisk(machines);
    this.clients = clients;
  }

  StepNote run(StepContext step, Path iso, InstallerFiles files)
      throws IOException, InterruptedException {
    StepKey key = step.step().requiredKey();
    OpenBuild build = step.build();
    if (layers.has(key, build.id())) {
      return StepNote.NONE;
    }
    Optional<VirtualMachine> running = machines.join(Phase.INSTALL.of(build));
    if (running.isPresent() && running.get().facts().disk().equals(disk(step))) {
      return join(step, running.get());
    }
    if (wholeDisk.isKnown(build, Phase.INSTALL, disk(step))) {
      step.say("the installer has ended already");
      return keep(step, machines.known(Phase.INSTALL.of(build)).orElseThrow().accelerator());
    }
    step.progress().line("trying accelerators");
    Accelerator accelerator =
        accelerators.choose(build.plan().architecture(), files.kernel().path(), step::say);
    try (InstallServer server = InstallServer.fresh(step, clients.apply(build))) {
      return finish(step, start(step, iso, files, accelerator, server), server);
    }
  }

  /**
   * Joins a running installer. If it failed, the reason may be that no worker served its files
   * meanwhile.
   */
  private StepNote join(StepContext step, VirtualMachine machine)
      throws IOException, InterruptedException {
    step.say("joined the running installer");
    try (InstallServer server = serveAgain(step)) {
      boolean hadAll = missing(step, server).isEmpty();
      try {
        return finish(step, machine, server);
      } catch (BuildFailure e) {
        throw hadAll || !INSTALLERS_FAULT.contains(e.report().kind()) ? e : unserved(e);
      }
    }
  }

  private InstallServer serveAgain(StepContext step) throws IOException {
    try {
      return InstallServer.again(step, clients.apply(step.build()));
    } catch (BuildFailure e) {
      // Another program has taken the port, so this installer can no longer get its files.
      throw unserved(e);
    }
  }

  private static BuildFailure unserved(BuildFailure cause) {
    return BuildFailure.of(
            FailureKind.VM_LOST, "The installer was left without its files for a while.")
        .where(cause.report().where())
        .why(cause.report().what())
        .todo("Nothing: PIM installs again.")
        .lastLines(cause.report().lastLines())
        .causedBy(cause)
        .build();
  }

  /**
   * Creates the empty disk for the installation, replacing an old one, unless a machine runs on it.
   */
  void makeEmptyDisk(OpenBuild build) throws IOException, InterruptedException {
    StepKey key = build.plan().only(StepKind.INSTALL).requiredKey();
    PrivateFolders.create(build.folder().work());
    qemuImg.create(build.folder().workDisk(key), build.plan().machine().diskSize());
  }

  private static Path disk(StepContext step) {
    return step.build().folder().workDisk(step.step().requiredKey());
  }

  private VirtualMachine start(
      StepContext step,
      Path iso,
      InstallerFiles files,
      Accelerator accelerator,
      InstallServer server)
      throws IOException, InterruptedException {
    OpenBuild build = step.build();
    machines.end(Phase.INSTALL.of(build));
    Files.deleteIfExists(Phase.INSTALL.of(build).console());
    machines.setVariables(Phase.INSTALL.of(build), Optional.empty());
    // Remove what an interrupted installer or a power cut left.
    makeEmptyDisk(build);
    Path disk = disk(step);
    VirtualMachine machine =
        machines.start(
            Phase.INSTALL.of(build),
            machines
                .describe(Phase.INSTALL.of(build), build.plan().machine(), accelerator, disk)
                .cdrom(iso)
                .noReboot()
                .kernel(
                    new KernelBoot(
                        files.kernel().path(),
                        files.initrd().path(),
                        InstallerArguments.withUrl(
                            step.step().inputs().get(InstallerArguments.INPUT),
                            server.preseedUrl())))
                .build());
    step.say("the installer starts");
    return machine;
  }

  private StepNote finish(StepContext step, VirtualMachine machine, InstallServer server)
      throws IOException, InterruptedException {
    OpenBuild build = step.build();
    InstallWatch watch = new InstallWatch(step, machine, server, build.plan().limits());
    try {
      watch.awaitPowerOff();
    } catch (BuildFailure e) {
      machine.kill();
      throw e;
    }
    requireServed(step, server);
    // Done while QEMU still exists: it takes long, and a worker that is killed here can repeat it.
    wholeDisk.remember(build, Phase.INSTALL, machine, disk(step));
    machine.shutDown(ShutdownLimits.usual(machine.facts().accelerator()), () -> {});
    return keep(step, machine.facts().accelerator());
  }

  private StepNote keep(StepContext step, Accelerator accelerator) throws IOException {
    OpenBuild build = step.build();
    layers.keep(
        disk(step),
        machines.variablesLeft(Phase.INSTALL.of(build)),
        Optional.empty(),
        Optional.of(Files.readString(build.folder().sshKey())),
        step.step().requiredKey(),
        build.id());
    Files.deleteIfExists(Phase.INSTALL.of(build).serverFacts());
    step.say("installed");
    return new StepNote("with " + accelerator);
  }

  /**
   * Fails if the installer powered off without fetching its files, because then it installed
   * nothing.
   */
  private void requireServed(StepContext step, InstallServer server) throws InterruptedException {
    Optional<String> missing = missing(step, server);
    if (missing.isPresent()) {
      machines.end(Phase.INSTALL.of(step.build()));
      throw ended(step, "The installer powered off before it fetched " + missing.get() + ".");
    }
  }

  /** A required file that the installer has not fetched. */
  private static Optional<String> missing(StepContext step, InstallServer server) {
    PlanContents contents = step.build().contents();
    boolean wanted =
        contents.installScript().isPresent()
            && contents.preseed().contains(PlanContents.INSTALL_URL);
    if (!server.hasServed(BuildResources.PRESEED)) {
      return Optional.of("its preseed");
    }
    return wanted && !server.hasServed(BuildResources.INSTALL_SCRIPT)
        ? Optional.of("the install script")
        : Optional.empty();
  }

  private static BuildFailure ended(StepContext step, String what) {
    OpenBuild build = step.build();
    Path console = Phase.INSTALL.of(build).console();
    List<String> lines = build.log().lastLines(console, LAST_LINES);
    return BuildFailure.of(FailureKind.INSTALL_FAILED, what)
        .where(console)
        .why("It gave up, or its preseed powered it off too early.")
        .todo(
            "Read the console (pim build logs --console install), and fix the preseed or the "
                + "install script.")
        .lastLines(lines)
        .build();
  }
}
