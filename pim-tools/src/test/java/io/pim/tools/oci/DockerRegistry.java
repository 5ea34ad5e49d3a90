package io.pim.tools.oci;

import io.pim.tools.proxmox.fake.TestCertificate;
import io.pim.tools.tls.ServerTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Debian's docker-registry on loopback, with its own storage. */
public final class DockerRegistry implements AutoCloseable {
  public static final RegistryLogin LOGIN = new RegistryLogin("pim", "correct horse");

  private static final Path PROGRAM = Path.of("/usr/bin/docker-registry");

  /** {@link #LOGIN} as htpasswd writes it. */
  private static final String PASSWORDS =
      "pim:$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e\n";

  private final Path folder;
  private final int port;
  private Process process;

  private DockerRegistry(Path folder, int port) throws IOException {
    this.folder = folder;
    this.port = port;
    this.process = launch();
  }

  /** The login and the rights of a registry. */
  public enum Feature {
    PASSWORD,
    TLS,
    NO_DELETION
  }

  /** Starts a registry; empty if this machine lacks the program. */
  public static Optional<DockerRegistry> start(Path folder, Feature... features)
      throws IOException, GeneralSecurityException {
    if (!Files.isExecutable(PROGRAM)) {
      return Optional.empty();
    }
    List<Feature> wanted = List.of(features);
    int port = freePort();
    List<String> lines =
        new ArrayList<>(
            List.of(
                "version: 0.1",
                "log: {level: error}",
                "storage:",
                "  filesystem: {rootdirectory: " + folder.resolve("storage") + "}",
                "  delete: {enabled: " + !wanted.contains(Feature.NO_DELETION) + "}",
                "http:",
                "  addr: 127.0.0.1:" + port,
                "  secret: of-a-test"));
    if (wanted.contains(Feature.TLS)) {
      Path pem = Files.writeString(folder.resolve("server.pem"), TestCertificate.GOOD.pem());
      lines.add("  tls: {certificate: " + pem + ", key: " + pem + "}");
    }
    if (wanted.contains(Feature.PASSWORD)) {
      Path passwords = Files.writeString(folder.resolve("passwords"), PASSWORDS);
      lines.add("auth: {htpasswd: {realm: test, path: " + passwords + "}}");
    }
    Files.write(folder.resolve("config.yml"), lines);
    return Optional.of(new DockerRegistry(folder, port));
  }

  private Process launch() throws IOException {
    Path log = folder.resolve("log");
    Process started =
        new ProcessBuilder(PROGRAM.toString(), "serve", folder.resolve("config.yml").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    while (started.isAlive()) {
      if (listens()) {
        return started;
      }
      Thread.onSpinWait();
    }
    throw new IOException("docker-registry has ended: " + Files.readString(log));
  }

  private boolean listens() {
    try {
      new Socket(InetAddress.getLoopbackAddress(), port).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Kills the registry, and starts it again on the same port and storage. */
  public void restart() throws IOException {
    stop();
    process = launch();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public int port() {
    return port;
  }

  /** A repository as an entry of targets.d. */
  public String repository(String name) {
    return "127.0.0.1:" + port + "/" + name;
  }

  /** Opens a repository without TLS; uploads are in chunks of this size. */
  public Repository open(String name, Optional<RegistryLogin> login, long chunk) {
    return open(repository(name), chunk, login);
  }

  /** The same with a repository from an entry of targets.d, such as a proxy's. */
  public static Repository open(String repository, long chunk, Optional<RegistryLogin> login) {
    return Repository.open(
        RegistryAddress.of(repository, true),
        login,
        new ServerTrust.OfSystem(),
        ProxySelector.of(null),
        chunk);
  }

  /** Fetches as other clients would, without PIM's. */
  public byte[] get(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2/" + path))
                .header("Accept", "application/vnd.oci.image.manifest.v1+json")
                .build(),
            BodyHandlers.ofByteArray())
        .body();
  }

  @Override
  public void close() {
    stop();
  }

  /** Ends the registry; {@link #restart} brings it back. */
  public void stop() {
    process.destroyForcibly();
    process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
