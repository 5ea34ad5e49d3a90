package io.pim.cli.worker;

import io.pim.cli.worker.install.Installation;
import io.pim.cli.worker.install.Layout;
import io.pim.host.remote.ImageStore;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Settings;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureReport;
import io.pim.model.store.StoreAddress;
import io.pim.tools.fetch.EnvironmentProxies;
import io.pim.tools.oci.DockerLogins;
import io.pim.tools.process.CommandRunner;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the registry of an installed worker's store whether it answers, and accepts the worker's
 * login: with the files that the worker reads.
 *
 * @param environment of this process
 */
record StoreProbe(
    Installation installation, Map<String, String> environment, CommandRunner runner) {
  /**
   * Sends one request; the result is what failed, and empty if nothing did or there is no store.
   */
  Optional<FailureReport> failure() throws InterruptedException {
    Optional<StoreAddress> store = store();
    if (store.isEmpty()) {
      return Optional.empty();
    }
    Path home = installation.machine().at(installation.layout().home());
    DockerLogins logins = DockerLogins.of(ofWorker(), home, runner);
    try {
      new ImageStore(store.get(), logins, home, new EnvironmentProxies(environment))
          .layers()
          .ping();
      return Optional.empty();
    } catch (BuildFailure e) {
      return Optional.of(e.report());
    }
  }

  private Optional<StoreAddress> store() {
    Layout layout = installation.layout();
    Path folder = installation.machine().at(layout.folders().config());
    try {
      return Settings.read(new ConfigFolders(folder, folder)).store().shared();
    } catch (ConfigProblems e) {
      // The worker has reported them, and did not start.
      return Optional.empty();
    }
  }

  /** Root runs no credential helper that a file of the worker's user names: it has no PATH. */
  private Map<String, String> ofWorker() {
    if (installation.layout().isOwnAccount()) {
      return Map.of();
    }
    Map<String, String> worker = new LinkedHashMap<>(environment);
    worker.remove("DOCKER_CONFIG");
    return worker;
  }
}
