package io.pim.worker;

import io.pim.activities.deploy.DeployActivitiesImpl;
import io.pim.activities.deploy.DeployOrderActivitiesImpl;
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
import io.pim.activities.provision.WarmBoot;
import io.pim.activities.provision.WarmTrust;
import io.pim.activities.registry.RegistryActivitiesImpl;
import io.pim.activities.step.StepRunner;
import io.pim.activities.store.LayerActivitiesImpl;
import io.pim.activities.store.StoreActivitiesImpl;
import io.pim.activities.verify.VerifyActivitiesImpl;
import io.pim.activities.verify.VerifyStep;
import io.pim.host.claim.BuildLife;
import io.pim.host.claim.VmSlots;
import io.pim.host.deploy.DeployLife;
import io.pim.host.deploy.DeployOrders;
import io.pim.host.deploy.DeployWork;
import io.pim.host.machine.GuestFreeze;
import io.pim.host.remote.ImagePush;
import io.pim.host.remote.layers.LayerPull;
import io.pim.host.remote.layers.LayerPush;
import io.pim.host.store.LayerLimit;
import io.pim.host.warm.WarmStart;
import io.pim.host.warm.WarmStates;
import io.pim.model.config.StoreSettings;
import io.pim.model.registry.Registry;
import io.pim.tools.qemu.HostAccelerators;
import io.pim.worker.metrics.HostView;
import io.pim.worker.metrics.WorkflowCounts;
import io.temporal.client.WorkflowClient;
import java.util.List;

/** Creates the activities that workflows call on a host. */
final class BuildActivities {
  private final Host host;
  private final VmSlots slots;
  private final WorkerProcess.Identity identity;
  private final StepRunner runner;
  private final Registry registry;
  private final BuildLife life;
  private final LayerLimit layerLimit;
  private final WarmStates warm;
  private final DeployWork deployWork;
  private final DeployLife deployLife;
  private final GuestLogin login;

  BuildActivities(Host host, VmSlots slots, WorkerProcess.Identity identity, StoreSettings store) {
    this.host = host;
    this.slots = slots;
    this.identity = identity;
    this.runner = new StepRunner(host.builds());
    this.registry = new Registry(host.folders());
    this.life = new BuildLife(host.folders(), host.builds(), host.machines(), slots);
    this.layerLimit = new LayerLimit(host.storeCleaner(), host.builds(), store.layersLimit());
    this.warm =
        new WarmStates(host.folders(), host.machines(), host.qemuImg(), store.warm(), host.clock());
    this.deployWork = host.deployWork();
    this.deployLife = new DeployLife(host.deployments(), deployWork);
    this.login = new GuestLogin(host.machines(), host.sshFolder());
  }

  /** The logins to the guests of this host's builds. */
  GuestLogin login() {
    return login;
  }

  BuildLife life() {
    return life;
  }

  DeployLife deployLife() {
    return deployLife;
  }

  LayerLimit layerLimit() {
    return layerLimit;
  }

  WarmStates warm() {
    return warm;
  }

  /** The parts of this host that its metrics describe. */
  HostView view(WorkflowClient client) {
    return new HostView(
        identity.pimVersion(),
        identity.architecture(),
        HostAccelerators.ofThisHost().fastest(identity.architecture()),
        slots,
        registry,
        host::layerTotals,
        new WorkflowCounts(client, identity.hostId(), identity.architecture()));
  }

  Object claim() {
    return new ClaimActivitiesImpl(runner, slots, identity.hostId());
  }

  /** All activities that touch this host's disk. */
  List<Object> onHost() {
    return List.of(
        // Builds of an older PIM may still send claims to this queue.
        claim(),
        new HostActivitiesImpl(runner, life, layerLimit),
        new CacheActivitiesImpl(
            runner, host.folders(), registry, host.planLayers(), identity.hostId()),
        install(),
        provision(),
        image(),
        verify(),
        control(),
        new StoreActivitiesImpl(
            runner,
            registry,
            (store, image, progress) ->
                new ImagePush(
                        host.imageStore(store), host.folders(), identity.hostId(), host.clock())
                    .run(image, progress)),
        layers(),
        new DeployActivitiesImpl(
            runner, host.deployments(), deployWork, deployLife, slots::service),
        new DeployOrderActivitiesImpl(
            runner, new DeployOrders(host.folders(), registry, identity.hostId())));
  }

  private Object layers() {
    return new LayerActivitiesImpl(
        runner,
        host.builds(),
        host.planLayers(),
        (store, build, step, progress) ->
            new LayerPush(host.imageStore(store), host.folders(), host.clock())
                .run(build, step, progress),
        (store, build, here, progress) ->
            new LayerPull(host.imageStore(store), host.folders(), host.qemuImg())
                .run(build, here, progress),
        identity.hostId());
  }

  /** Registers images. Builds of an older PIM ask for it on the queue of control. */
  Object control() {
    return new RegistryActivitiesImpl(runner, registry, host.folders(), identity.hostId());
  }

  private Object install() {
    return new InstallActivitiesImpl(
        runner,
        host.folders(),
        host.isoFetcher(),
        host.machines(),
        new Installation(host.machines(), host.accelerators(), host.layers(), host.qemuImg()));
  }

  private Object provision() {
    GuestFreeze freeze = new GuestFreeze(host.layers(), host.qemuImg());
    WarmStart start = new WarmStart(warm, host.machines(), host.qemuImg());
    return new ProvisionActivitiesImpl(
        runner,
        new WarmTrust(start),
        new GuestBoot(
            host.planLayers(),
            host.machines(),
            host.accelerators(),
            host.qemuImg(),
            new WarmBoot(warm, start, host.machines(), login)),
        login,
        new ScriptStep(login, freeze, host.layers(), host.machines(), warm),
        new FinalizeStep(login, host.machines()),
        new ShutdownStep(host.machines(), host.layers(), freeze));
  }

  private Object verify() {
    return new VerifyActivitiesImpl(
        runner, new VerifyStep(host.planLayers(), host.instanceTrial()));
  }

  private Object image() {
    return new ImageActivitiesImpl(
        runner,
        new FlattenStep(host.folders(), host.planLayers(), host.qemuImg(), host.imageConverter()),
        new PublishStep(
            host.folders(), host.qemu(), identity.pimVersion(), identity.hostId(), host.clock()));
  }
}
