package io.pim.cli.temporal;

import io.pim.model.config.TemporalSettings;
import io.pim.model.files.PimFolders;
import io.pim.model.files.ServiceFolder;
import io.pim.tools.process.DetachedProcesses;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Creates a {@link LocalService}.
 *
 * @param environment as from {@link System#getenv()}
 * @param say receives what happens, a line each
 */
public record LocalServices(
    PimFolders folders,
    Map<String, String> environment,
    DistributionInfo distribution,
    Consumer<String> say) {
  /**
   * The variable for another location of the release archives, such as a mirror; the pinned digests
   * still apply.
   */
  static final String RELEASE_URL = "PIM_TEMPORAL_RELEASE_URL";

  private static final String MAIN_CLASS = "io.pim.cli.Pim";

  /**
   * The service of this user on this host.
   *
   * @param settings the section {@code temporal} of pim.yml
   */
  public LocalService with(TemporalSettings settings) {
    return with(settings, workerCommand());
  }

  LocalService with(TemporalSettings settings, List<String> workerCommand) {
    ServiceFolder files = new ServiceFolder(folders.service());
    Tools tools = Tools.of(environment);
    DetachedProcesses processes = DetachedProcesses.in(folders.project(), tools);
    ServerChoice choice = new ServerChoice(binary(settings, tools), files.database(), say);
    return new LocalService(
        files,
        environment,
        settings,
        distribution,
        new LocalServer(
            files, choice, new Ports.Wanted(settings.port(), settings.uiPort()), processes, say),
        new LocalWorker(files, distribution, workerCommand, processes, say),
        say);
  }

  /**
   * The existing program for the server, if there is one.
   *
   * @throws io.pim.model.failure.BuildFailure when the configured one does not run
   */
  public Optional<FoundServer> serverProgram(TemporalSettings settings)
      throws InterruptedException {
    return binary(settings, Tools.of(environment)).look();
  }

  private TemporalBinary binary(TemporalSettings settings, Tools tools) {
    TemporalRelease pinned = TemporalRelease.pinned();
    TemporalRelease release =
        pinned.from(environment.getOrDefault(RELEASE_URL, pinned.urlTemplate()));
    Path own = folders.tools().resolve("temporal-" + release.version()).resolve("temporal");
    ProcessRunner runner = new ProcessRunner();
    return new TemporalBinary(
        settings.serverBinary().map(Path::of),
        tools,
        runner,
        new ToolInstall(own),
        List.of(
            new ReleaseSource(release, HostPlatform.current(), Download.usual(environment)),
            new GoSource(release, tools, runner)),
        say);
  }

  /**
   * The command that starts a worker. Without a distribution, as in tests, it uses the classes of
   * this process.
   */
  private List<String> workerCommand() {
    List<String> arguments = List.of("worker", "run");
    return distribution
        .launcher()
        .map(pim -> List.of(pim.toString(), arguments.get(0), arguments.get(1)))
        .orElseGet(() -> JavaProgram.argv(MAIN_CLASS, arguments));
  }
}
