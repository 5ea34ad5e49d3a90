package io.pim.cli.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.pim.cli.worker.install.Installation;
import io.pim.cli.worker.install.Machine;
import io.pim.cli.worker.install.Owner;
import io.pim.cli.worker.install.Platform;
import io.pim.cli.worker.install.Scope;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.PimFolders;
import io.pim.tools.oci.DockerConfig;
import io.pim.tools.oci.RegistryLogin;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An installation checks that the worker can use its store. */
@Timeout(120)
class StoreProbeTest {
  private static final RegistryLogin LOGIN = new RegistryLogin("builder", "store-word");

  @TempDir Path root;
  private HttpServer registry;
  private String host;
  private Installation installation;

  @BeforeEach
  void setUp() throws Exception {
    registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String wanted =
        "Basic "
            + Base64.getEncoder()
                .encodeToString("builder:store-word".getBytes(StandardCharsets.UTF_8));
    registry.createContext(
        "/v2/",
        exchange -> {
          boolean allowed = wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"));
          exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"registry\"");
          exchange.sendResponseHeaders(allowed ? 200 : 401, -1);
          exchange.close();
        });
    registry.start();
    host = "127.0.0.1:" + registry.getAddress().getPort();
    Path home = root.resolve("home");
    Files.createDirectories(root.resolve("run/systemd/system"));
    installation =
        new Platform(
                new Rooted(root),
                "Linux",
                1000,
                Map.of(),
                home,
                PimFolders.of(Map.of(), home, home))
            .installation(Scope.USER);
    write(".config/pim/pim.yml", "store: {url: 'oci://" + host + "/team', plain_http: true}\n");
  }

  @AfterEach
  void stop() {
    registry.stop(0);
  }

  /** A machine whose system folders are in a folder; other paths are as they are. */
  private record Rooted(Path root) implements Machine {
    @Override
    public Path at(Path path) {
      return path.startsWith(root) ? path : root.resolve(path.toString().substring(1));
    }

    @Override
    public Finished run(List<String> argv) {
      return new Finished(0, "ann\n");
    }

    @Override
    public Owner ownerOf(Path path) {
      return new Owner("ann", "ann");
    }

    @Override
    public void give(Path path, Owner owner) {
      throw new IllegalStateException("a check changes nothing");
    }
  }

  private void write(String name, String text) throws Exception {
    Path file = root.resolve("home").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void login(RegistryLogin login) throws Exception {
    write(
        DockerConfig.IN_HOME,
        new String(DockerConfig.empty().with(host, login), StandardCharsets.UTF_8));
  }

  private Optional<FailureReport> failure() throws Exception {
    // The worker's service does not have this variable.
    Map<String, String> environment = Map.of("DOCKER_CONFIG", root.resolve("nowhere").toString());
    return new StoreProbe(installation, environment, new ProcessRunner()).failure();
  }

  @Test
  void acceptsTheLoginThatTheWorkerHas() throws Exception {
    login(LOGIN);
    assertEquals(Optional.empty(), failure());
  }

  @Test
  void reportsARegistryThatRefusesTheLogin() throws Exception {
    login(new RegistryLogin("builder", "old-word"));
    FailureReport report = failure().orElseThrow();
    assertTrue(report.what().contains("does not let PIM"), report.toString());
    assertFalse(report.toString().contains("word"), report.toString());
  }

  @Test
  void reportsARegistryThatDoesNotAnswer() throws Exception {
    login(LOGIN);
    registry.stop(0);
    assertEquals("The registry does not answer.", failure().orElseThrow().what());
  }

  @Test
  void asksNothingWithoutAStore() throws Exception {
    write(".config/pim/pim.yml", "worker: {vm_slots: 1}\n");
    assertEquals(Optional.empty(), failure());
  }
}
