package io.pim.worker;

import io.pim.activities.host.ClaimActivitiesImpl;
import io.pim.activities.host.HostActivitiesImpl;
import io.pim.activities.image.CacheActivitiesImpl;
import io.pim.activities.image.FlattenStep;
import io.pim.activities.image.ImageActivitiesImpl;
import io.pim.activities.image.PublishStep;
import io.pim.activities.install.InstallActivitiesImpl;
import io.pim.activities.install.Installation;
import io.pim.activities.provision.FinalizeStep;
import io.pim.activities.provision.GuestBoot;
import io.pim.activities.provision.GuestLogin;
import io.pim.activities.provision.ProvisionActivitiesImpl;
import io.pim.activities.provision.ScriptStep;
import io.pim.activities.provision.ShutdownStep;
import io.pim.activities.registry.RegistryActivitiesImpl;
import io.pim.activities.step.StepRunner;
import io.pim.activities.verify.VerifyActivitiesImpl;
import io.pim.activities.verify.VerifyStep;
import io.pim.host.build.OpenBuilds;
import io.pim.host.claim.BuildLife;
import io.pim.host.claim.VmSlots;
import io.pim.host.iso.IsoFetcher;
import io.pim.host.layer.LayerStore;
import io.pim.host.layer.PlanLayers;
import io.pim.host.machine.AcceleratorOf;
import io.pim.host.machine.BuildMachines;
import io.pim.host.machine.GuestFreeze;
import io.pim.host.store.LayerLimit;
import io.pim.host.store.StoreCleaner;
import io.pim.host.trial.InstanceChecks;
import io.pim.host.trial.InstanceTrial;
import io.pim.model.files.PimFolders;
import io.pim.model.registry.Registry;
import io.pim.model.unit.ByteSize;
import java.time.Clock;
import java.util.List;

/** Makes the activities of a host out of its tools. */
final class BuildActivities {
  private final PimFolders folders;
  private final HostTools tools;
  private final VmSlots slots;
  private final String hostId;
  private final String pimVersion;
  private final Clock clock = Clock.systemUTC();
  private final StepRunner runner;
  private final BuildMachines machines;
  private final LayerStore layers;
  private final PlanLayers planLayers;
  private final AcceleratorOf accelerators;
  private final Registry registry;
  private final BuildLife life;
  private final LayerLimit layerLimit;

  BuildActivities(
      PimFolders folders,
      HostTools tools,
      VmSlots slots,
      WorkerProcess.Identity identity,
      StoreCleaner cleaner,
      ByteSize layersLimit) {
    this.folders = folders;
    this.tools = tools;
    this.slots = slots;
    this.hostId = identity.hostId();
    this.pimVersion = identity.pimVersion();
    OpenBuilds builds = new OpenBuilds(folders, clock);
    this.runner = new StepRunner(builds);
    this.machines = new BuildMachines(tools.machines());
    this.layers = new LayerStore(folders, tools.qemuImg()::isSound);
    this.planLayers = new PlanLayers(layers);
    this.accelerators = new AcceleratorOf(tools.probe(), folders);
    this.registry = new Registry(folders);
    this.life = new BuildLife(folders, builds, machines, slots);
    this.layerLimit = new LayerLimit(cleaner, builds, layersLimit);
  }

  BuildLife life() {
    return life;
  }

  LayerLimit layerLimit() {
    return layerLimit;
  }

  Object claim() {
    return new ClaimActivitiesImpl(runner, slots, hostId);
  }

  /** Everything that touches this host's disk. */
  List<Object> onHost() {
    return List.of(
        // Builds of an older PIM may still ask for the host here.
        claim(),
        new HostActivitiesImpl(runner, life, layerLimit),
        new CacheActivitiesImpl(runner, folders, registry, planLayers, hostId),
        install(),
        provision(),
        image(),
        verify());
  }

  Object control() {
    return new RegistryActivitiesImpl(runner, registry);
  }

  private Object install() {
    IsoFetcher fetcher = new IsoFetcher(folders.isos(), System.getenv());
    return new InstallActivitiesImpl(
        runner,
        folders,
        fetcher,
        tools.qemuImg(),
        machines,
        new Installation(machines, accelerators, layers, tools.qemuImg()));
  }

  private Object provision() {
    GuestFreeze freeze = new GuestFreeze(layers, tools.qemuImg());
    GuestLogin login = new GuestLogin(machines);
    return new ProvisionActivitiesImpl(
        runner,
        new GuestBoot(planLayers, machines, accelerators, tools.qemuImg()),
        login,
        new ScriptStep(login, freeze, layers, machines),
        new FinalizeStep(login, machines),
        new ShutdownStep(machines, layers, freeze));
  }

  private Object verify() {
    return new VerifyActivitiesImpl(
        runner,
        new VerifyStep(
            folders,
            new InstanceTrial(machines, accelerators, tools.qemuImg(), new InstanceChecks())));
  }

  private Object image() {
    return new ImageActivitiesImpl(
        runner,
        new FlattenStep(folders, planLayers, tools.qemuImg()),
        new PublishStep(folders, tools.qemu(), pimVersion, hostId, clock));
  }
}
