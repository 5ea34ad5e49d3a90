package io.pim.e2e.fleet;

import io.pim.e2e.SharedServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A Temporal dev server, without a registry and without TLS, for the short form. */
final class DevService implements FleetService {
  private final SharedServer server;

  private DevService(SharedServer server) {
    this.server = server;
  }

  static DevService start(Path folder) throws Exception {
    return new DevService(SharedServer.start(folder));
  }

  @Override
  public List<Integer> ports() {
    return List.of(server.port());
  }

  @Override
  public String toml(String host) {
    return "[profile.default]\naddress = \""
        + Machines.SERVICE
        + ":"
        + server.port()
        + "\"\nnamespace = \"default\"\n";
  }

  @Override
  public Optional<Store> store() {
    return Optional.empty();
  }

  @Override
  public void restart(String part) {
    throw new UnsupportedOperationException("the dev server forgets everything");
  }

  @Override
  public void close() {
    server.close();
  }
}
