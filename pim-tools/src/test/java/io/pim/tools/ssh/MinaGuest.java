package io.pim.tools.ssh;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.slf4j.LoggerFactory;

/** An SSH server in this process that runs commands in this machine's shell. */
final class MinaGuest implements Guest {
  private final SshServer server = SshServer.setUpDefaultServer();
  private final String user;
  private final Queue<Process> processes = new ConcurrentLinkedQueue<>();

  /** The accepted logins, and the way to run commands. */
  record Setup(
      String user,
      String password,
      String keyBase64,
      Map<String, String> environment,
      UnaryOperator<String> rewrite,
      List<String> shell) {
    static Setup withPassword(String password) {
      return new Setup(
          "root", password, "", Map.of(), UnaryOperator.identity(), List.of("/bin/sh", "-c"));
    }

    Setup withUser(String name) {
      return new Setup(name, password, keyBase64, environment, rewrite, shell);
    }

    Setup withKey(SshKeyPair key) {
      return new Setup(user, password, key.publicKeyBase64(), environment, rewrite, shell);
    }

    Setup withEnvironment(Map<String, String> variables) {
      return new Setup(user, password, keyBase64, variables, rewrite, shell);
    }

    Setup withShell(String path, UnaryOperator<String> rewritten) {
      return new Setup(user, password, keyBase64, environment, rewritten, List.of(path, "-c"));
    }
  }

  MinaGuest(Path hostKey, int port, Setup setup) throws IOException {
    // At debug level, logback's default, the server logs hundreds of lines per connection.
    ((Logger) LoggerFactory.getLogger("org.apache.sshd")).setLevel(Level.WARN);
    this.user = setup.user();
    server.setHost("127.0.0.1");
    server.setPort(port);
    SimpleGeneratorHostKeyProvider keys = new SimpleGeneratorHostKeyProvider(hostKey);
    keys.setAlgorithm("EC");
    server.setKeyPairProvider(keys);
    server.setPasswordAuthenticator(
        (name, password, session) -> name.equals(user) && password.equals(setup.password()));
    server.setPublickeyAuthenticator(
        (name, key, session) ->
            !setup.keyBase64().isEmpty()
                && name.equals(user)
                && PublicKeyEntry.toString(key).contains(" " + setup.keyBase64()));
    server.setCommandFactory(
        (channel, command) ->
            new HostCommand(
                List.of(setup.shell().get(0), setup.shell().get(1), setup.rewrite().apply(command)),
                setup.environment(),
                processes::add));
    server.start();
  }

  static MinaGuest start(Path folder, Setup setup) throws IOException {
    return new MinaGuest(folder.resolve("hostkey"), 0, setup);
  }

  @Override
  public SshTarget target() {
    return new SshTarget("127.0.0.1", server.getPort(), user);
  }

  @Override
  public void dropConnections() {
    for (AbstractSession session : server.getActiveSessions()) {
      session.close(true);
    }
  }

  @Override
  public void close() throws IOException {
    server.stop(true);
    for (Process process : processes) {
      // A command whose connection was cut may wait for input forever.
      List<ProcessHandle> all =
          Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
      all.forEach(ProcessHandle::destroyForcibly);
      all.forEach(handle -> handle.onExit().orTimeout(60, TimeUnit.SECONDS).join());
    }
  }
}
