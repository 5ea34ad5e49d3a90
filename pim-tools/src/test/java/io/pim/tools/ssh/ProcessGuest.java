package io.pim.tools.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real SSH server of this machine, with its own configuration and port. */
final class ProcessGuest implements Guest {
  private final Process process;
  private final int port;

  private ProcessGuest(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** OpenSSH's server, if this machine has it and can run it. */
  static Optional<ProcessGuest> openSsh(Path folder, SshKeyPair key) throws IOException {
    if (!canRun("/usr/sbin/sshd") || !Files.isDirectory(Path.of("/run/sshd"))) {
      return Optional.empty();
    }
    int port = freePort();
    Path hostKey = SshKeyPair.at(folder.resolve("sshd_host_key")).file();
    Path keys = Files.writeString(folder.resolve("keys"), key.publicKeyLine("") + "\n");
    Path config =
        Files.write(
            folder.resolve("sshd_config"),
            List.of(
                "ListenAddress 127.0.0.1:" + port,
                "HostKey " + hostKey,
                "AuthorizedKeysFile " + keys,
                "StrictModes no",
                "UsePAM no",
                "PidFile none",
                "PermitRootLogin prohibit-password",
                OpenSshServer.environment(folder, Optional.empty())));
    return started(port, List.of("/usr/sbin/sshd", "-D", "-e", "-f", config.toString()), folder);
  }

  /** Dropbear's server, in a mount namespace in which root's home folder is the test's. */
  static Optional<ProcessGuest> dropbear(Path folder, SshKeyPair key) throws IOException {
    if (!canRun("/usr/sbin/dropbear") || !canRun("/usr/bin/unshare")) {
      return Optional.empty();
    }
    int port = freePort();
    Path home = Files.createDirectories(folder.resolve("home/.ssh")).getParent();
    Files.writeString(home.resolve(".ssh/authorized_keys"), key.publicKeyLine("") + "\n");
    String program =
        "chmod -R go-rwx \"$1\" && mount --bind \"$1\" /root && dropbearkey -t ed25519 -f \"$2\""
            + " && exec dropbear -F -E -s -P \"$2.pid\" -r \"$2\" -p \"127.0.0.1:$3\"";
    return started(
        port,
        List.of(
            "unshare",
            "-m",
            "/bin/sh",
            "-c",
            program,
            "sh",
            home.toString(),
            folder.resolve("dropbear_key").toString(),
            Integer.toString(port)),
        folder);
  }

  private static Optional<ProcessGuest> started(int port, List<String> command, Path folder)
      throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server-" + port + ".log").toFile())
            .start();
    while (process.isAlive()) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return Optional.of(new ProcessGuest(process, socket.getPort()));
      } catch (IOException e) {
        Thread.onSpinWait();
      }
    }
    return Optional.empty();
  }

  private static boolean canRun(String path) {
    return Files.isExecutable(Path.of(path)) && System.getProperty("user.name").equals("root");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public SshTarget target() {
    return new SshTarget("127.0.0.1", port, "root");
  }

  /** Each connection is a child process of the server. */
  @Override
  public void dropConnections() {
    List<ProcessHandle> children = process.children().toList();
    children.forEach(ProcessHandle::destroyForcibly);
    children.forEach(child -> child.onExit().orTimeout(60, TimeUnit.SECONDS).join());
  }

  @Override
  public void close() {
    dropConnections();
    process.destroyForcibly();
    process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
