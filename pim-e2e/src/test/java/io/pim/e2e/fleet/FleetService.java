package io.pim.e2e.fleet;

import io.pim.model.config.TemporalSettings;
import io.pim.worker.connection.ServiceAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The service that all hosts share. */
interface FleetService extends AutoCloseable {
  /** The loopback ports that hosts must reach. */
  List<Integer> ports();

  /** The temporal.toml of a host. */
  String toml(String host) throws Exception;

  /** The registry, if the service has one. */
  Optional<Store> store() throws IOException;

  /** Kills a part, which then restarts by itself. */
  void restart(String part) throws Exception;

  /**
   * A registry for hosts.
   *
   * @param settings the section {@code store} of pim.yml
   * @param login docker's configuration
   */
  record Store(String settings, String login) {}

  /** The address for this process, which is outside the hosts' network. */
  default ServiceAddress address(Path scratch) throws Exception {
    Path file = scratch.resolve("temporal.toml");
    Files.writeString(file, toml("judge").replace(Machines.SERVICE + ":", "localhost:"));
    return ServiceAddress.shared(
            Map.of("TEMPORAL_CONFIG_FILE", file.toString()),
            new TemporalSettings(Optional.empty(), Optional.empty(), Optional.empty(), 1, 1))
        .orElseThrow();
  }

  @Override
  void close() throws IOException;
}
