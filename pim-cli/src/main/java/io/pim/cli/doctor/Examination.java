package io.pim.cli.doctor;

import io.pim.cli.temporal.DistributionInfo;
import io.pim.cli.temporal.LocalService;
import io.pim.cli.temporal.LocalServices;
import io.pim.host.claim.UnfinishedBuilds;
import io.pim.host.record.BootKernels;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Settings;
import io.pim.model.files.PimFolders;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import io.pim.tools.qemu.AcceleratorOutlook;
import io.pim.tools.qemu.HostMemory;
import io.pim.tools.qemu.QemuInstallation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All checks of one machine.
 *
 * @param environment as from {@link System#getenv()}
 */
public record Examination(PimFolders folders, Map<String, String> environment, Clock clock) {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final ByteSize LEAST = ByteSize.parse("1G");
  private static final ByteSize COMFORTABLE = ByteSize.parse("8G");
  private static final ByteSize LEAST_STATE = ByteSize.parse("64M");
  private static final ByteSize COMFORTABLE_STATE = ByteSize.parse("512M");

  /** The findings, in an order in which problems can be fixed. */
  public List<Finding> run() throws InterruptedException {
    Settings settings = settings();
    LocalServices services =
        new LocalServices(folders, environment, DistributionInfo.current(), line -> {});
    LocalService service = services.with(settings.temporal());
    try (ServiceReach reach = new ServiceReach(service)) {
      List<Check> checks = new ArrayList<>();
      checks.add(new JavaCheck(Map.copyOf(System.getProperties())));
      checks.addAll(machine());
      checks.addAll(storage());
      checks.add(new MemoryCheck(HostMemory.ofThisHost(), settings.build().memory()));
      checks.add(new ServerProgramCheck(services, settings.temporal()));
      checks.add(new PortsCheck(service, settings.temporal()));
      checks.addAll(service(reach));
      settings
          .worker()
          .metrics()
          .ifPresent(address -> checks.add(new MetricsCheck(reach, address)));
      checks.add(new ConfigurationCheck(ConfigFolders.of(folders)));
      return new Doctor(checks, LIMIT).examine();
    }
  }

  private List<Check> machine() {
    Tools tools = Tools.of(environment);
    CommandRunner runner = new ProcessRunner();
    QemuInstallation qemu = new QemuInstallation(tools, runner);
    PackageManager packages = PackageManager.of(tools, System.getProperty("os.name", ""));
    Architecture host = host();
    List<Check> checks = new ArrayList<>();
    for (Architecture architecture : Architecture.values()) {
      checks.add(new QemuCheck(qemu, packages, architecture, architecture == host));
      checks.add(new FirmwareCheck(qemu, packages, architecture, host));
    }
    checks.add(
        new ToolCheck(
            tools,
            "qemu-img",
            Verdict.FAIL,
            "every build",
            packages.install("qemu-utils", "qemu")));
    checks.add(
        new AcceleratorCheck(
            AcceleratorOutlook.ofThisHost(tools, runner, folders.accelerators()),
            host,
            new BootKernels(folders.bootFiles())));
    checks.add(
        new ToolCheck(
            tools,
            "ssh",
            Verdict.WARN,
            "pim build shell",
            packages.install("openssh-client", "openssh")));
    checks.add(
        new ToolCheck(
            tools,
            "gpgv",
            Verdict.WARN,
            "ISOs with a signature_url",
            packages.install("gpgv", "gnupg")));
    return checks;
  }

  private List<Check> storage() {
    return List.of(
        new FolderCheck("images", folders.data()),
        new FolderCheck("layers and ISOs", folders.cache()),
        new FolderCheck("builds", folders.state()),
        new RuntimeFolderCheck(folders),
        new SealKeyCheck(folders.sealKey()),
        new SpaceCheck("images", folders.data(), LEAST, COMFORTABLE),
        new SpaceCheck("layers and ISOs", folders.cache(), LEAST, COMFORTABLE),
        new SpaceCheck("builds", folders.state(), LEAST_STATE, COMFORTABLE_STATE));
  }

  private List<Check> service(ServiceReach reach) {
    return List.of(
        new ReachCheck(reach),
        new OnService(reach, new WorkerCheck(reach, host())),
        new OnService(
            reach,
            new HostsCheck(reach, folders.sealKey(), DistributionInfo.current().version(), clock)),
        new OnService(reach, new SearchAttributesCheck(reach)),
        new OnService(reach, new ClockCheck(reach, clock)),
        new OnService(reach, new LeftoversCheck(new UnfinishedBuilds(folders), reach)));
  }

  private static Architecture host() {
    return Architecture.ofThisMachine().orElseThrow();
  }

  /** The settings. Mistakes in pim.yml are one finding; the other checks use the defaults then. */
  private Settings settings() {
    try {
      return Settings.read(ConfigFolders.of(folders));
    } catch (ConfigProblems problems) {
      Path nowhere = folders.state().resolve("no-configuration");
      return Settings.read(new ConfigFolders(nowhere, nowhere));
    }
  }
}
