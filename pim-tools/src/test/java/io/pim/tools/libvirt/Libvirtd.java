package io.pim.tools.libvirt;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.model.files.PrivateFolders;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A libvirt daemon for one test, with all its files in one folder. It is a session daemon; root's
 * would be the system's own, so root starts it as another user.
 */
public final class Libvirtd implements AutoCloseable {
  private static final String NOBODY = "nobody";
  private static final Path SERVER = Path.of("/usr/sbin/libvirtd");
  private static final int TURNS = 600;

  private final Path folder;
  private final Path program;
  private final boolean root;
  private Process process;
  private int pools;

  private Libvirtd(Path folder, Path program, Process process, boolean root) {
    this.folder = folder;
    this.program = program;
    this.process = process;
    this.root = root;
  }

  /** Starts a daemon and waits until it answers. */
  public static Libvirtd start() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(SERVER), "libvirtd is not installed");
    Path program = Tools.of(System.getenv()).require("virsh", "Install libvirt-clients.");
    boolean root = System.getProperty("user.name").equals("root");
    Path folder = Files.createTempDirectory(Path.of("/tmp"), "pim-libvirtd");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    give(folder, root);
    for (String name : List.of("run", "config", "cache", "home")) {
      give(Files.createDirectory(folder.resolve(name)), root);
    }
    Libvirtd started = new Libvirtd(folder, program, launch(folder, root), root);
    try {
      started.await();
    } catch (AssertionError | InterruptedException e) {
      started.close();
      throw e;
    }
    return started;
  }

  private static Process launch(Path folder, boolean root) throws IOException {
    Path configuration = folder.resolve("libvirtd.conf");
    Files.writeString(configuration, "auth_unix_rw = \"none\"\n");
    List<String> argv = new ArrayList<>();
    if (root) {
      argv.addAll(
          List.of("setpriv", "--reuid", NOBODY, "--regid", "nogroup", "--clear-groups", "--"));
    }
    // The daemon ends by itself some time after its last client, even if the test is killed.
    argv.addAll(List.of(SERVER.toString(), "-f", configuration.toString(), "-t", "900"));
    argv.addAll(List.of("-p", folder.resolve("run/pid").toString()));
    ProcessBuilder builder =
        new ProcessBuilder(argv)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
    builder.environment().put("HOME", folder.resolve("home").toString());
    builder.environment().put("XDG_RUNTIME_DIR", folder.resolve("run").toString());
    builder.environment().put("XDG_CONFIG_HOME", folder.resolve("config").toString());
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    return builder.start();
  }

  private static void give(Path path, boolean root) throws IOException {
    if (root) {
      UserPrincipal nobody =
          path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NOBODY);
      Files.setOwner(path, nobody);
    }
  }

  /** Kills the daemon, and starts it again with the same pools. */
  public void restart() throws IOException, InterruptedException {
    process.destroyForcibly();
    process.waitFor();
    process = launch(folder, root);
    await();
  }

  private void await() throws IOException, InterruptedException {
    for (int turn = 0; turn < TURNS; turn++) {
      if (Files.exists(socket()) && run("version").exitValue() == 0) {
        return;
      }
      if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    throw new AssertionError(
        "libvirtd did not come up: " + Files.readString(folder.resolve("log")));
  }

  private Path socket() {
    return folder.resolve("run/libvirt/libvirt-sock");
  }

  public String uri() {
    return "qemu+unix:///session?socket=" + socket();
  }

  public Virsh virsh() {
    return virsh(new ProcessRunner());
  }

  public Virsh virsh(CommandRunner runner) {
    return new Virsh(program, uri(), runner);
  }

  /** Makes a pool in a folder; returns its name. */
  public String newPool() throws IOException, InterruptedException {
    pools++;
    String name = "pool" + pools;
    give(Files.createDirectory(poolFolder(name)), root);
    require("pool-define-as", name, "dir", "--target", poolFolder(name).toString());
    require("pool-start", name);
    return name;
  }

  /** Makes a network that is never started. */
  public void newNetwork(String name) throws IOException, InterruptedException {
    Path file = Files.createTempFile(folder, "network", ".xml");
    Files.writeString(file, "<network><name>" + name + "</name></network>");
    require("net-define", file.toString());
  }

  /** The output of virsh. */
  public String ask(String... words) throws InterruptedException {
    return virsh().ask(words);
  }

  public Path poolFolder(String pool) {
    return folder.resolve("volumes-" + pool);
  }

  /** Runs virsh as a person would. */
  public void require(String... words) throws IOException, InterruptedException {
    Process done = run(words);
    if (done.exitValue() != 0) {
      throw new AssertionError(
          String.join(" ", words)
              + ": "
              + new String(done.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private Process run(String... words) throws IOException, InterruptedException {
    List<String> argv = new ArrayList<>(List.of(program.toString(), "--connect", uri()));
    argv.addAll(List.of(words));
    Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
    process.getOutputStream().close();
    process.waitFor();
    return process;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
    process.destroyForcibly().onExit().join();
    PrivateFolders.delete(folder);
  }
}
