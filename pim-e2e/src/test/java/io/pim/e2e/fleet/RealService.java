package io.pim.e2e.fleet;

import io.pim.e2e.service.Topology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The service of deploy/temporal-compose.yml: Temporal on PostgreSQL and a registry, all over TLS.
 */
final class RealService implements FleetService {
  private static final String NAMESPACE = "pim";

  private final Topology topology;

  private RealService(Topology topology) {
    this.topology = topology;
  }

  static RealService start(Path state) throws Exception {
    return new RealService(Topology.start(state, Map.of(), Machines.SERVICE));
  }

  @Override
  public List<Integer> ports() {
    return List.of(topology.port("temporal", 7233), topology.port("registry", 5000));
  }

  @Override
  public String toml(String host) throws Exception {
    return topology.client(host, NAMESPACE);
  }

  @Override
  public Optional<Store> store() throws IOException {
    String registry = Machines.SERVICE + ":" + topology.port("registry", 5000);
    String login = "pim:" + Files.readString(topology.secret("registry-password"));
    return Optional.of(
        new Store(
            "url: oci://" + registry + "/fleet, ca_file: " + topology.secret("ca.pem"),
            "{\"auths\": {\""
                + registry
                + "\": {\"auth\": \""
                + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8))
                + "\"}}}"));
  }

  @Override
  public void restart(String part) throws Exception {
    topology.command("kill", part);
  }

  @Override
  public void close() throws IOException {
    topology.close();
  }
}
