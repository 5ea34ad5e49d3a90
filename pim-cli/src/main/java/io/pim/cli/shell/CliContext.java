package io.pim.cli.shell;

import io.pim.cli.client.Builds;
import io.pim.cli.client.DeployRuns;
import io.pim.cli.erb.ErbRenderer;
import io.pim.cli.erb.RenderCache;
import io.pim.cli.erb.TemplateRenderer;
import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.Terminal;
import io.pim.cli.temporal.ConfiguredTemporal;
import io.pim.cli.temporal.LocalService;
import io.pim.cli.temporal.TemporalAccess;
import io.pim.model.files.PimFolders;
import io.pim.model.secret.Sealer;
import io.pim.worker.Host;
import io.pim.worker.VmTools;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * The environment of a command.
 *
 * @param environment as from {@link System#getenv()}
 * @param temporal loaded only when a command uses it
 * @param interrupts receives Ctrl-C while a build is watched
 */
public record CliContext(
    PimFolders folders,
    Map<String, String> environment,
    Terminal terminal,
    TemporalAccess temporal,
    Interrupts interrupts,
    Clock clock) {
  public CliContext {
    environment = Map.copyOf(environment);
  }

  /** The context of the current process. */
  public static CliContext current() {
    Map<String, String> environment = System.getenv();
    PimFolders folders = PimFolders.of(environment, home(environment), Path.of(""));
    Terminal terminal = Terminal.ofProcess(environment);
    return new CliContext(
        folders,
        environment,
        terminal,
        temporal(folders, environment, terminal),
        new Interrupts(),
        Clock.systemUTC());
  }

  /**
   * The context of the same command as if it had been started in another folder.
   *
   * @param folder relative to the present one, or absolute
   * @throws io.pim.cli.output.CommandFailure if there is no such folder
   */
  public CliContext in(Path folder) {
    PimFolders there = folders.in(folder);
    if (!Files.isDirectory(there.project())) {
      throw Complaint.of(ExitStatus.USAGE, "There is no folder '" + folder + "' to work in.")
          .at(there.project())
          .because(Files.exists(there.project()) ? "It is not a folder." : "")
          .advise("Give -C a folder with a configuration; pim init makes one.")
          .failure();
    }
    return new CliContext(there, environment, terminal, temporal.in(there), interrupts, clock);
  }

  /** Reads {@code HOME}, like other programs; Java reads the password file instead. */
  public static Path home(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "");
    return Path.of(home.startsWith("/") ? home : System.getProperty("user.home"));
  }

  /** The stream for results, which other programs may read. */
  public PrintWriter out() {
    return terminal.out();
  }

  /** The stream for everything before the result. */
  public PrintWriter err() {
    return terminal.err();
  }

  /** Access to this host without a worker. */
  public Host host() {
    return new Host(folders, environment, clock);
  }

  /** The tools for virtual machines on this host. */
  public VmTools vms() {
    return VmTools.of(host());
  }

  /** A renderer for templates, with a cache. */
  public TemplateRenderer renderer() throws IOException {
    return new RenderCache(
        new ErbRenderer(), folders.rendered(), Sealer.withKeyFile(folders.sealKey()));
  }

  private static ConfiguredTemporal temporal(
      PimFolders folders, Map<String, String> environment, Terminal terminal) {
    return new ConfiguredTemporal(
        folders,
        environment,
        line -> terminal.err().println(line),
        session ->
            new Builds(session.client()).anyOpen() || new DeployRuns(session.client()).anyOpen());
  }

  /** The service on this host; it prints its notices to standard error. */
  public LocalService service() {
    return temporal(folders, environment, terminal).service();
  }
}
