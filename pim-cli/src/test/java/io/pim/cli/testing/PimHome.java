package io.pim.cli.testing;

import io.pim.cli.CommandLines;
import io.pim.cli.output.Terminal;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.Interrupts;
import io.pim.cli.temporal.TemporalAccess;
import io.pim.model.files.PimFolders;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A user of PIM: folders, a small valid configuration, and commands run there. */
public final class PimHome {
  /** The cache that the first rendering of a test run fills, so that the others start no Ruby. */
  private static final Map<Path, byte[]> RENDERED = new HashMap<>();

  public final PimFolders folders;
  public final Interrupts interrupts = new Interrupts();
  private final Path root;
  private final TemporalAccess temporal;
  private final boolean sharesRendered;
  private final Map<String, String> environment = new HashMap<>();

  /** A user without a configuration. Other tests do not use this user's renderings. */
  public static PimHome bare(Path root) {
    return new PimHome(root, null, false);
  }

  public PimHome(Path root, TemporalAccess temporal) {
    this(root, temporal, true);
    configure();
  }

  private PimHome(Path root, TemporalAccess temporal, boolean sharesRendered) {
    this.temporal = temporal;
    this.sharesRendered = sharesRendered;
    this.root = root;
    this.folders = PimFolders.of(xdg(), root, root.resolve("project"));
  }

  private Map<String, String> xdg() {
    return Map.of(
        "XDG_CONFIG_HOME", root.resolve("config").toString(),
        "XDG_DATA_HOME", root.resolve("data").toString(),
        "XDG_CACHE_HOME", root.resolve("cache").toString(),
        "XDG_STATE_HOME", root.resolve("state").toString(),
        "XDG_RUNTIME_DIR", root.resolve("runtime").toString());
  }

  private void configure() {
    file(
        "profiles.d/all.yml",
        """
        default:
          username: ops
          password: s3cret-word
        web:
          hostname: web1
          scripts: [app]
        """);
    file(
        "isos.d/debian.yml",
        """
        debian-13.1.0-amd64-netinst:
          url: https://example.org/debian-13.1.0-amd64-netinst.iso
          checksum: sha256:%s
        debian-13.1.0-arm64-netinst:
          url: https://example.org/debian-13.1.0-arm64-netinst.iso
          checksum: sha256:%s
        """
            .formatted("0".repeat(64), "1".repeat(64)));
    file("preseeds.d/default.cfg.erb", "user <%= username %> at <%= install_url %>\n");
    file("installs.d/default.sh", "echo install\n");
    file("scripts.d/base.sh", "echo base\n");
    file("scripts.d/app.sh", "echo app\n");
    restoreRendered();
  }

  /** The result of a command. */
  public record Ran(int status, String out, String err) {}

  /** A running command. */
  public record Running(WatchedOutput out, CompletableFuture<Ran> end) {}

  public PimHome file(String name, String text) {
    write(folders.project().resolve(name), text);
    return this;
  }

  /** A file of the user's own configuration, not the project's. */
  public PimHome ownFile(String name, String text) {
    write(folders.config().resolve(name), text);
    return this;
  }

  public PimHome variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  public Ran run(String... arguments) {
    WatchedOutput out = new WatchedOutput();
    return run(out, arguments);
  }

  public Running start(String... arguments) {
    WatchedOutput out = new WatchedOutput();
    return new Running(out, CompletableFuture.supplyAsync(() -> run(out, arguments)));
  }

  /** Starts a command in a separate process, which a test may kill; its output goes to a file. */
  public Process startProcess(Path output, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(interruptible());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Duser.home=" + root));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.pim.cli.Pim"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folders.project().toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().retainAll(Set.of("PATH"));
    builder.environment().putAll(xdg());
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** A shell starts background jobs with SIGINT ignored, and processes inherit that. */
  private static List<String> interruptible() {
    return System.getProperty("os.name").equals("Linux")
        ? List.of("env", "--default-signal=INT")
        : List.of();
  }

  private Ran run(WatchedOutput out, String... arguments) {
    WatchedOutput err = new WatchedOutput();
    Terminal terminal =
        Terminal.of(environment, new PrintWriter(out, true), new PrintWriter(err, true));
    CliContext context =
        new CliContext(folders, environment, terminal, temporal, interrupts, Clock.systemUTC());
    int status = CommandLines.of(context).execute(arguments);
    keepRendered();
    return new Ran(status, out.toString(), err.toString());
  }

  private void restoreRendered() {
    synchronized (RENDERED) {
      RENDERED.forEach(
          (path, bytes) -> write(folders.cache().getParent().resolve(path).normalize(), bytes));
    }
  }

  private void keepRendered() {
    synchronized (RENDERED) {
      if (sharesRendered && RENDERED.isEmpty() && Files.isDirectory(folders.rendered())) {
        keep(folders.sealKey());
        try (var files = Files.list(folders.rendered())) {
          files.forEach(this::keep);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void keep(Path file) {
    try {
      RENDERED.put(folders.cache().getParent().relativize(file), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
