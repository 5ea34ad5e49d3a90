package io.pim.worker;

import io.pim.host.build.OpenBuilds;
import io.pim.host.claim.UnfinishedBuilds;
import io.pim.host.deploy.DeployWork;
import io.pim.host.deploy.DeploymentImages;
import io.pim.host.deploy.OpenDeployments;
import io.pim.host.deploy.TargetDrivers;
import io.pim.host.image.CandidateImages;
import io.pim.host.image.ImageExport;
import io.pim.host.image.ImageImport;
import io.pim.host.image.ImageRemoval;
import io.pim.host.image.ImageUse;
import io.pim.host.image.ImageVerification;
import io.pim.host.image.KilledVerifications;
import io.pim.host.iso.IsoFetcher;
import io.pim.host.layer.LayerStore;
import io.pim.host.layer.PlanLayers;
import io.pim.host.machine.AcceleratorOf;
import io.pim.host.machine.BuildMachines;
import io.pim.host.remote.ImageStore;
import io.pim.host.remote.StoreTraffic;
import io.pim.host.shell.BuildShells;
import io.pim.host.shell.HeldDisks;
import io.pim.host.shell.TerminalSsh;
import io.pim.host.store.DiskUsage;
import io.pim.host.store.LayerTotals;
import io.pim.host.store.StoreCleaner;
import io.pim.host.trial.InstanceChecks;
import io.pim.host.trial.InstanceTrial;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problems;
import io.pim.model.config.Settings;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.model.registry.Deployments;
import io.pim.model.store.StoreAddress;
import io.pim.tools.fetch.EnvironmentProxies;
import io.pim.tools.oci.DockerLogins;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.DetachedProcesses;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.TerminalRunner;
import io.pim.tools.process.Tools;
import io.pim.tools.qemu.AcceleratorMemory;
import io.pim.tools.qemu.AcceleratorOutlook;
import io.pim.tools.qemu.AcceleratorProbe;
import io.pim.tools.qemu.HostAccelerators;
import io.pim.tools.qemu.ImageConverter;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.qemu.QemuInstallation;
import io.pim.tools.qemu.TrialBoot;
import io.pim.tools.qemu.VirtualMachines;
import io.pim.workflows.message.BuildRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Creates the objects that work on this host's builds, layers, images and disks, and connects them
 * with each other. It needs neither a worker nor a server. {@link BuildActivities} adds the
 * activities that workflows call.
 */
public final class Host {
  private final PimFolders folders;
  private final Map<String, String> environment;
  private final Clock clock;
  private final Tools programs;
  private final CommandRunner runner = new ProcessRunner();
  private final QemuInstallation qemu;
  private final QemuImg qemuImg;
  private final ImageConverter imageConverter;
  private final VirtualMachines virtualMachines;
  private final AcceleratorProbe acceleratorProbe;
  private final AcceleratorOf accelerators;
  private final BuildMachines machines;
  private final OpenBuilds builds;
  private final PlanLayers planLayers;
  private final LayerStore layers;
  private final DiskUsage usage;
  private final StoreTraffic traffic;

  /** Creates the objects for these folders; the environment is that of {@link System#getenv()}. */
  public Host(PimFolders folders, Map<String, String> environment, Clock clock) {
    this(folders, environment, clock, StoreTraffic.UNCOUNTED);
  }

  Host(PimFolders folders, Map<String, String> environment, Clock clock, StoreTraffic traffic) {
    this.folders = folders;
    this.environment = Map.copyOf(environment);
    this.clock = clock;
    this.programs = Tools.of(environment);
    this.qemu = new QemuInstallation(programs, runner);
    this.qemuImg = new QemuImg(qemu, runner);
    this.imageConverter = new ImageConverter(qemu, runner);
    this.virtualMachines = new VirtualMachines(folders, qemu, new DetachedProcesses(programs));
    this.acceleratorProbe =
        new AcceleratorProbe(
            qemu,
            new TrialBoot(programs, runner),
            new AcceleratorMemory(folders.accelerators()),
            HostAccelerators.ofThisHost());
    this.accelerators = new AcceleratorOf(acceleratorProbe, folders);
    this.machines = new BuildMachines(virtualMachines);
    this.builds = new OpenBuilds(folders, clock);
    this.layers = new LayerStore(folders, qemuImg::isSound);
    this.planLayers = new PlanLayers(layers);
    this.usage = new DiskUsage(programs, runner);
    this.traffic = traffic;
  }

  public PimFolders folders() {
    return folders;
  }

  public Clock clock() {
    return clock;
  }

  public Tools programs() {
    return programs;
  }

  public QemuImg qemuImg() {
    return qemuImg;
  }

  ImageConverter imageConverter() {
    return imageConverter;
  }

  public VirtualMachines virtualMachines() {
    return virtualMachines;
  }

  public AcceleratorProbe acceleratorProbe() {
    return acceleratorProbe;
  }

  AcceleratorOutlook acceleratorOutlook() {
    return AcceleratorOutlook.ofThisHost(programs, runner, folders.accelerators());
  }

  QemuInstallation qemu() {
    return qemu;
  }

  AcceleratorOf accelerators() {
    return accelerators;
  }

  BuildMachines machines() {
    return machines;
  }

  OpenBuilds builds() {
    return builds;
  }

  LayerStore layers() {
    return layers;
  }

  PlanLayers planLayers() {
    return planLayers;
  }

  IsoFetcher isoFetcher() {
    return new IsoFetcher(folders.isos(), environment);
  }

  /** Boots images as a cloud does, for builds and for commands. */
  InstanceTrial instanceTrial() {
    return new InstanceTrial(machines, accelerators, qemuImg, new InstanceChecks());
  }

  /** Removes files of PIM that nothing needs any more. */
  public StoreCleaner storeCleaner() {
    return new StoreCleaner(folders, this::backingFile, usage, clock);
  }

  LayerTotals layerTotals() throws IOException, InterruptedException {
    return LayerTotals.read(folders, usage);
  }

  /**
   * The names of the ISO files that this host's unfinished builds install from.
   *
   * @throws IOException also if the plan of such a build cannot be read, because its ISO is unknown
   *     then
   */
  public List<String> isoFilesInUse() throws IOException {
    List<String> names = new ArrayList<>();
    for (BuildId build : new UnfinishedBuilds(folders).list()) {
      Path request = folders.build(build.text()).request();
      if (Files.exists(request)) {
        names.add(Json.read(request, BuildRequest.class).plan().iso().fileName());
      }
    }
    return names;
  }

  /** The targets that this PIM can deploy to. */
  public TargetDrivers targetDrivers() {
    return new HostDrivers(environment, home(), programs, runner, qemuImg, imageConverter).all();
  }

  /** The folder with this user's keys for SSH. */
  public Path sshFolder() {
    return home().resolve(".ssh");
  }

  private Path home() {
    return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
  }

  /**
   * Opens a shared store with the logins that docker has stored for this user. An address of
   * another host names that host's file of authorities; the one that this host's settings name for
   * the registry counts.
   */
  public ImageStore imageStore(StoreAddress address) {
    DockerLogins logins = DockerLogins.of(environment, home(), runner);
    return new ImageStore(
            address.on(ownStore()), logins, home(), new EnvironmentProxies(environment))
        .counting(traffic);
  }

  /** The store of this host's own settings; mistakes in them do not stop another host's build. */
  private Optional<StoreAddress> ownStore() {
    ConfigFolders own = new ConfigFolders(folders.config(), folders.config());
    return Settings.usable(own, new Problems()).store().shared();
  }

  OpenDeployments deployments() {
    return new OpenDeployments(folders, clock);
  }

  DeployWork deployWork() {
    return new DeployWork(
        new DeploymentImages(folders), targetDrivers(), new Deployments(folders), clock);
  }

  public ImageRemoval imageRemoval() {
    KilledVerifications killed = new KilledVerifications(folders, machines);
    ImageUse use = new ImageUse(folders, this::backingFile, killed);
    return new ImageRemoval(folders, use, killed, usage);
  }

  public ImageExport imageExport() {
    return new ImageExport(qemuImg, imageConverter);
  }

  public ImageImport imageImport(ImageImport.Origin origin) {
    return new ImageImport(folders, qemuImg, imageConverter, origin, clock);
  }

  public ImageVerification imageVerification() {
    return new ImageVerification(
        folders, qemuImg, instanceTrial(), new CandidateImages(folders, builds, clock));
  }

  /** Opens shells on the disks of this host's held builds. */
  public BuildShells buildShells() {
    return new BuildShells(
        builds, new HeldDisks(folders, planLayers, machines), machines, accelerators, qemuImg);
  }

  public TerminalSsh terminalSsh() {
    return new TerminalSsh(programs, new TerminalRunner());
  }

  private Optional<String> backingFile(Path disk) throws InterruptedException {
    return qemuImg.info(disk).backingFile();
  }
}
