package io.pim.tools.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** OpenSSH's own server on loopback, with its own keys and configuration. */
public final class OpenSshServer implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/sshd");

  private final Process process;
  private final Path folder;
  private final Setup setup;
  private final int port;

  /**
   * The setup of a server.
   *
   * @param user the login user
   * @param hasShell whether that user has more than SFTP
   * @param smallDisk an empty folder; for the server, it is a disk of 4 MiB
   * @param programs the PATH of the login user; empty for the usual one
   */
  public record Setup(
      String user, boolean hasShell, Optional<Path> smallDisk, Optional<String> programs) {
    public static Setup ofThisUser() {
      return new Setup(System.getProperty("user.name"), true, Optional.empty(), Optional.empty());
    }

    public Setup withoutShell() {
      return new Setup(user, false, smallDisk, programs);
    }

    public Setup withUser(String name) {
      return new Setup(name, hasShell, smallDisk, programs);
    }

    public Setup withSmallDisk(Path mount) {
      return new Setup(user, hasShell, Optional.of(mount), programs);
    }

    public Setup withPrograms(String path) {
      return new Setup(user, hasShell, smallDisk, Optional.of(path));
    }

    private boolean needsRoot() {
      return smallDisk.isPresent() || !user.equals(System.getProperty("user.name"));
    }
  }

  private OpenSshServer(Process process, Path folder, Setup setup, int port) {
    this.process = process;
    this.folder = folder;
    this.setup = setup;
    this.port = port;
  }

  /**
   * Starts a server; empty if this machine lacks one, or cannot run it like this.
   *
   * @param folder for its files, and nothing else
   */
  public static Optional<OpenSshServer> start(Path folder, Setup setup) throws IOException {
    boolean isRoot = System.getProperty("user.name").equals("root");
    if (!Files.isExecutable(PROGRAM)
        || (isRoot && !Files.isDirectory(Path.of("/run/sshd")))
        || (setup.needsRoot() && !isRoot)) {
      return Optional.empty();
    }
    // sshd reads the keys as the user who logs in.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    SshKeyPair key = SshKeyPair.at(folder.resolve("key"));
    Path keys = Files.writeString(folder.resolve("keys"), key.publicKeyLine("") + "\n");
    int port = freePort();
    List<String> lines =
        new ArrayList<>(
            List.of(
                "ListenAddress 127.0.0.1:" + port,
                "HostKey " + SshKeyPair.at(folder.resolve("host_key")).file(),
                "AuthorizedKeysFile " + keys,
                "StrictModes no",
                "UsePAM no",
                "PidFile none",
                "PermitRootLogin prohibit-password",
                "Subsystem sftp internal-sftp"));
    if (!setup.hasShell()) {
      lines.add("ForceCommand internal-sftp");
    }
    lines.add(environment(folder, setup.programs()));
    Path config = Files.write(folder.resolve("config"), lines);
    return started(port, command(setup, config), folder, setup);
  }

  /**
   * Its users have an empty home, because a login shell reads files there: a person's shell may
   * take a lock, on which every later login would wait after a test has cut one off.
   */
  static String environment(Path folder, Optional<String> programs) throws IOException {
    Path home = Files.createDirectories(folder.resolve("home"));
    return "SetEnv HOME=" + home + programs.map(path -> " PATH=" + path).orElse("");
  }

  private static List<String> command(Setup setup, Path config) {
    List<String> sshd = List.of(PROGRAM.toString(), "-D", "-e", "-f", config.toString());
    if (setup.smallDisk().isEmpty()) {
      return sshd;
    }
    List<String> command = new ArrayList<>(List.of("unshare", "-m", "/bin/sh", "-c"));
    command.add("mount -t tmpfs -o size=4m tmpfs \"$0\" && exec \"$@\"");
    command.add(setup.smallDisk().get().toString());
    command.addAll(sshd);
    return command;
  }

  private static Optional<OpenSshServer> started(
      int port, List<String> command, Path folder, Setup setup) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    while (process.isAlive()) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return Optional.of(new OpenSshServer(process, folder, setup, socket.getPort()));
      } catch (IOException e) {
        Thread.onSpinWait();
      }
    }
    return Optional.empty();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public int port() {
    return port;
  }

  public String user() {
    return setup.user();
  }

  /** The file with the private key that it accepts. */
  public Path key() {
    return folder.resolve("key");
  }

  /** Its own public key. */
  public String hostKey() throws IOException {
    return SshKeyPair.at(folder.resolve("host_key")).publicKeyLine("");
  }

  /** Cuts off everybody who is logged in. */
  public void dropConnections() {
    List<ProcessHandle> all = process.descendants().toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(its -> its.onExit().orTimeout(60, TimeUnit.SECONDS).join());
  }

  @Override
  public void close() {
    dropConnections();
    process.destroyForcibly();
    process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
