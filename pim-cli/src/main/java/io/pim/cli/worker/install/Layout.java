package io.pim.cli.worker.install;

import io.pim.model.files.PimFolders;
import io.pim.tools.oci.DockerConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The paths of an installed worker's parts on the machine.
 *
 * @param owner the account that the worker runs as
 * @param keeper the owner of the configuration, which the worker reads
 * @param home the home folder of the account
 * @param folders PIM's folders as the worker has them
 * @param temporalToml Temporal's client configuration
 * @param programs contains a copy of each installed PIM
 * @param unit the file that describes the service to the operating system
 * @param record what the installation has added
 * @param ready written by the worker once it takes work
 * @param log where the worker's output goes, if the service manager keeps none
 */
public record Layout(
    Scope scope,
    Owner owner,
    Owner keeper,
    Path home,
    PimFolders folders,
    Path temporalToml,
    Path programs,
    Path unit,
    Path record,
    Path ready,
    Path log) {
  static final String ACCOUNT = "pim";
  private static final String RECORD = "worker-installed.json";

  /** A Linux system: configuration in /etc, the rest in /var, the program in /opt. */
  static Layout linuxSystem() {
    Path home = Path.of("/var/lib/pim");
    PimFolders folders =
        new PimFolders(
            Path.of("/etc/pim"),
            home,
            home,
            Path.of("/var/cache/pim"),
            home.resolve("state/pim"),
            Path.of("/run/pim/pim"));
    return new Layout(
        Scope.SYSTEM,
        new Owner(ACCOUNT, ACCOUNT),
        new Owner("root", ACCOUNT),
        home,
        folders,
        folders.config().resolve("temporal.toml"),
        Path.of("/opt/pim"),
        Path.of("/etc/systemd/system/pim-worker.service"),
        folders.config().resolve(RECORD),
        folders.state().resolve("service/worker-ready.json"),
        folders.state().resolve("service/worker.log"));
  }

  /**
   * The folders that a user's own commands use.
   *
   * @param unit the file that describes the service
   */
  static Layout of(
      Scope scope, Owner owner, Path home, PimFolders folders, Path temporalToml, Path unit) {
    return new Layout(
        scope,
        owner,
        owner,
        home,
        folders,
        temporalToml,
        folders.data().resolve("worker"),
        unit,
        folders.data().resolve(RECORD),
        folders.state().resolve("service/worker-ready.json"),
        folders.state().resolve("service/worker.log"));
  }

  Path settings() {
    return folders.config().resolve("pim.yml");
  }

  Path tls() {
    return folders.config().resolve("tls");
  }

  Path ca() {
    return tls().resolve("ca.pem");
  }

  Path certificate() {
    return tls().resolve("client.pem");
  }

  Path privateKey() {
    return tls().resolve("client.key");
  }

  /** The authorities of the shared store's registry. */
  Path storeCa() {
    return tls().resolve("store-ca.pem");
  }

  /** Docker's file with the worker's logins: the service sets no {@code DOCKER_CONFIG}. */
  Path dockerConfig() {
    return home.resolve(DockerConfig.IN_HOME);
  }

  /** Whether the account, its folders and all in them exist for the worker only. */
  public boolean isOwnAccount() {
    return !owner.equals(keeper);
  }

  /** The variables by which a worker finds its folders. */
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("HOME", home.toString());
    variables.put("XDG_CONFIG_HOME", folders.config().getParent().toString());
    variables.put("XDG_DATA_HOME", folders.data().getParent().toString());
    variables.put("XDG_CACHE_HOME", folders.cache().getParent().toString());
    variables.put("XDG_STATE_HOME", folders.state().getParent().toString());
    if (!folders.runtime().startsWith("/tmp")) {
      variables.put("XDG_RUNTIME_DIR", folders.runtime().getParent().toString());
    }
    variables.put("TEMPORAL_CONFIG_FILE", temporalToml.toString());
    variables.put("PIM_WORKER_READY_FILE", ready.toString());
    return variables;
  }
}
