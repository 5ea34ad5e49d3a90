package io.pim.activities.install;

import io.pim.activities.build.OpenBuild;
import io.pim.activities.build.StepContext;
import io.pim.activities.iso.InstallerFiles;
import io.pim.activities.layer.LayerStore;
import io.pim.activities.machine.AcceleratorOf;
import io.pim.activities.machine.BuildMachines;
import io.pim.activities.machine.Phase;
import io.pim.activities.preseed.BuildResources;
import io.pim.activities.qemu.Accelerator;
import io.pim.activities.qemu.KernelBoot;
import io.pim.activities.qemu.ShutdownLimits;
import io.pim.activities.qemu.VirtualMachine;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.plan.InstallerArguments;
import io.pim.model.plan.PlanContents;
import io.pim.model.plan.StepKey;
import io.pim.workflows.activity.StepNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One run of an installer, from its kernel to its power-off; joined when it runs already. */
public final class Installation {
  private static final int LAST_LINES = 15;

  private final BuildMachines machines;
  private final AcceleratorOf accelerators;
  private final LayerStore layers;

  public Installation(BuildMachines machines, AcceleratorOf accelerators, LayerStore layers) {
    this.machines = machines;
    this.accelerators = accelerators;
    this.layers = layers;
  }

  StepNote run(StepContext step, Path iso, InstallerFiles files)
      throws IOException, InterruptedException {
    StepKey key = step.step().requiredKey();
    OpenBuild build = step.build();
    if (layers.has(key, build.id())) {
      return StepNote.NONE;
    }
    Optional<VirtualMachine> running = machines.join(build, Phase.INSTALL);
    if (running.isPresent()) {
      step.say("joined the installer that runs already");
      try (InstallServer server = InstallServer.again(step)) {
        return finish(step, running.get(), server);
      }
    }
    Accelerator accelerator = accelerators.choose(step, files.kernel().path());
    try (InstallServer server = InstallServer.fresh(step)) {
      return finish(step, start(step, iso, files, accelerator, server), server);
    }
  }

  private VirtualMachine start(
      StepContext step,
      Path iso,
      InstallerFiles files,
      Accelerator accelerator,
      InstallServer server)
      throws IOException, InterruptedException {
    OpenBuild build = step.build();
    Files.deleteIfExists(build.folder().console(Phase.INSTALL.word()));
    machines.setVariables(build, Phase.INSTALL, Optional.empty());
    Path disk = build.folder().workDisk(step.step().requiredKey());
    VirtualMachine machine =
        machines.start(
            build,
            Phase.INSTALL,
            machines
                .describe(build, Phase.INSTALL, accelerator, disk)
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
    machine.shutDown(ShutdownLimits.usual(machine.facts().accelerator()), () -> {});
    requireServed(step, server);
    layers.keep(
        build.folder().workDisk(step.step().requiredKey()),
        machines.variablesLeft(build, Phase.INSTALL),
        Optional.empty(),
        Optional.of(Files.readString(build.folder().sshKey())),
        step.step().requiredKey(),
        build.id());
    Files.deleteIfExists(build.folder().serverFacts(Phase.INSTALL.word()));
    step.say("installed");
    return new StepNote("with " + machine.facts().accelerator());
  }

  /** An installer that powers off without having fetched its files has not installed anything. */
  private static void requireServed(StepContext step, InstallServer server) {
    if (!server.hasServed(BuildResources.PRESEED)) {
      throw ended(step, "The installer powered off before it fetched its preseed.");
    }
    PlanContents contents = step.build().contents();
    boolean wanted =
        contents.installScript().isPresent()
            && contents.preseed().contains(PlanContents.INSTALL_URL);
    if (wanted && !server.hasServed(BuildResources.INSTALL_SCRIPT)) {
      throw ended(step, "The installer powered off before it fetched the install script.");
    }
  }

  private static BuildFailure ended(StepContext step, String what) {
    OpenBuild build = step.build();
    Path console = build.folder().console(Phase.INSTALL.word());
    List<String> lines = build.log().lastLines(console, LAST_LINES);
    return BuildFailure.of(FailureKind.INSTALL_FAILED, what)
        .where(console)
        .why("It gave up, or its preseed had it power off too early.")
        .todo(
            "Read the console (pim build logs --console install), mend the preseed or the install"
                + " script.")
        .lastLines(lines)
        .build();
  }
}
