package io.pim.tools.proxmox;

import io.pim.tools.process.Pause;
import io.pim.tools.tls.ServerTrust;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A Proxmox VE cluster, reached through the API of one of its nodes.
 *
 * <p>Every call fails with a {@link io.pim.model.failure.BuildFailure}. It repeats only requests
 * that change nothing; if an answer was lost, it finds out what happened.
 */
public final class Proxmox implements AutoCloseable {
  private final RestClient rest;
  private final ApiFailures failures;
  private final Tasks tasks;

  public Proxmox(ApiAddress address, ApiToken token, ServerTrust trust) {
    this(address, token, trust, Pause.REAL);
  }

  public Proxmox(ApiAddress address, ApiToken token, ServerTrust trust, Pause pause) {
    rest = new RestClient(address, token, trust, pause);
    failures = new ApiFailures(address, token);
    tasks = new Tasks(rest, failures);
  }

  public ApiAddress address() {
    return rest.address();
  }

  public ProxmoxVersion version() throws InterruptedException {
    try {
      return ProxmoxVersion.of(rest.get(ApiPath.of("version")).path("release").asText());
    } catch (ApiException e) {
      throw failures.of("Proxmox VE cannot be asked for its version", e);
    }
  }

  /** All nodes; every token may see them. */
  public List<NodeInfo> nodes() throws InterruptedException {
    try {
      List<NodeInfo> nodes = new ArrayList<>();
      rest.get(ApiPath.of("nodes"))
          .forEach(
              row ->
                  nodes.add(
                      new NodeInfo(
                          row.path("node").asText(),
                          row.path("status").asText().equals("online"))));
      return nodes;
    } catch (ApiException e) {
      throw failures.of("The nodes of the cluster cannot be listed", e);
    }
  }

  /** The names of the pools that this token may see. */
  public Set<String> pools() throws InterruptedException {
    try {
      Set<String> pools = new TreeSet<>();
      rest.get(ApiPath.of("pools")).forEach(row -> pools.add(row.path("poolid").asText()));
      return pools;
    } catch (ApiException e) {
      throw failures.of("The pools of the cluster cannot be listed", e);
    }
  }

  /** A node's machine as its kernel names it, such as {@code aarch64}; needs Sys.Audit on it. */
  public String machine(String node) throws InterruptedException {
    try {
      return rest.get(ApiPath.of("nodes", node, "status"))
          .path("current-kernel")
          .path("machine")
          .asText();
    } catch (ApiException e) {
      throw failures.of("The node " + node + " cannot be asked for its state", e);
    }
  }

  public Rights rights() {
    return new Rights(rest, failures);
  }

  public Storages storages() {
    return new Storages(rest, failures, tasks);
  }

  public Vms vms() {
    return new Vms(rest, failures, tasks);
  }

  public Tasks tasks() {
    return tasks;
  }

  /** Closes the connection that reads share. */
  @Override
  public void close() {
    rest.close();
  }
}
