package io.pim.cli.command;

import io.pim.cli.build.ConfiguredTemporal;
import io.pim.cli.build.Interrupts;
import io.pim.cli.build.TemporalAccess;
import io.pim.cli.erb.ErbRenderer;
import io.pim.cli.erb.RenderCache;
import io.pim.cli.erb.TemplateRenderer;
import io.pim.cli.output.Terminal;
import io.pim.cli.service.LocalService;
import io.pim.cli.vm.VmTools;
import io.pim.model.files.PimFolders;
import io.pim.model.secret.Sealer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What every command stands on.
 *
 * @param environment as from {@link System#getenv()}
 * @param temporal nothing of it is loaded before a command asks
 * @param interrupts where Ctrl-C arrives while a build is watched
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

  /** The context of this very process. */
  public static CliContext current() {
    Map<String, String> environment = System.getenv();
    PimFolders folders = PimFolders.of(environment, home(environment), Path.of(""));
    Terminal terminal = Terminal.ofProcess(environment);
    return new CliContext(
        folders,
        environment,
        terminal,
        new ConfiguredTemporal(folders, environment, line -> terminal.err().println(line)),
        new Interrupts(),
        Clock.systemUTC());
  }

  /** As every other program has it: Java asks the password file, and no variable. */
  static Path home(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "");
    return Path.of(home.startsWith("/") ? home : System.getProperty("user.home"));
  }

  /** For results, which other programs may read. */
  PrintWriter out() {
    return terminal.out();
  }

  /** For everything that is said on the way to them. */
  PrintWriter err() {
    return terminal.err();
  }

  /** What machines are handled with on this host. */
  VmTools vms() {
    return VmTools.of(folders, environment, clock);
  }

  /** Renders templates, and remembers what was rendered. */
  TemplateRenderer renderer() throws IOException {
    return new RenderCache(
        new ErbRenderer(), folders.rendered(), Sealer.withKeyFile(folders.sealKey()));
  }

  /** The service on this host; what it does on the way is said on standard error. */
  LocalService service() {
    return new ConfiguredTemporal(folders, environment, terminal.err()::println).service();
  }
}
