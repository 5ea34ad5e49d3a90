package io.pim.tools.proxmox.fake;

import io.pim.tools.proxmox.fake.Faults.Kind;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers requests: finds the caller and the endpoint, checks rights and parameters, and serves the
 * endpoint.
 */
final class Api {
  static final String UPLOAD = "POST /nodes/{node}/storage/{storage}/upload";

  private final Cluster cluster;
  private final Faults faults;
  private final ApiContract contract = ApiContract.PUBLISHED;
  private final Map<String, Handler> handlers = new HashMap<>();
  private final PermissionCheck permissions;
  private final ParameterCheck parameters;
  private final UploadCall uploads;

  Api(Cluster cluster, Faults faults, String fingerprint, Path spools) {
    this.cluster = cluster;
    this.faults = faults;
    permissions = new PermissionCheck(cluster);
    parameters = new ParameterCheck(contract, cluster.release());
    uploads = new UploadCall(cluster, parameters);
    OptionRights rights = new OptionRights(cluster, contract);
    Disks disks = new Disks(cluster);
    new ClusterCalls(cluster, fingerprint).register(handlers);
    new StorageCalls(cluster).register(handlers);
    new TaskCalls(cluster).register(handlers);
    new VmConfigCalls(cluster, rights, disks).register(handlers);
    new VmCalls(cluster, disks).register(handlers);
    handlers.put(DownloadCall.ENDPOINT, new DownloadCall(cluster, spools)::answer);
    handlers.put("POST /nodes/{node}/qemu", new VmCreateCall(cluster, rights, disks)::answer);
  }

  /** Finds the endpoint and checks the caller's rights: everything before the body is read. */
  Call admit(
      String method, List<String> segments, Map<String, String> given, Optional<String> token)
      throws Refusal {
    Identity who = cluster.access().authenticate(token);
    for (Endpoint endpoint : contract.endpoints()) {
      Optional<Map<String, String>> path = endpoint.match(segments);
      if (endpoint.method().equals(method) && path.isPresent()) {
        Call call = new Call(endpoint, path.get(), given, who);
        synchronized (cluster) {
          requireNode(call);
          permissions.check(call);
        }
        return call;
      }
    }
    throw Refusal.error(
        501, "Method '" + method + " /" + String.join("/", segments) + "' not implemented");
  }

  private void requireNode(Call call) throws Refusal {
    String node = call.node();
    if (node == null) {
      return;
    }
    if (!cluster.nodes().contains(node)) {
      throw Refusal.error(
          500,
          "hostname lookup '"
              + node
              + "' failed - failed to get address info for: "
              + node
              + ": Name or service not known");
    }
    if (cluster.isDown(node)) {
      throw Refusal.bare(595, "No route to host");
    }
  }

  /** Serves a request; empty if the connection must drop without an answer. */
  Optional<Reply> serve(Call call) throws Refusal, InterruptedException {
    Optional<Kind> fault = before(call);
    if (fault.filter(Kind.DROP_BEFORE::equals).isPresent()) {
      return Optional.empty();
    }
    parameters.check(call.endpoint(), call.path(), call.parameters());
    Handler handler = handlers.get(call.endpoint().name());
    if (handler == null) {
      throw Refusal.error(501, "the fake does not play " + call.endpoint().name());
    }
    synchronized (cluster) {
      return after(fault, handler.answer(call));
    }
  }

  Optional<Reply> serveUpload(Call call, UploadRequest upload) throws Refusal {
    Optional<Kind> fault = before(call);
    if (fault.filter(Kind.DROP_BEFORE::equals).isPresent()) {
      return Optional.empty();
    }
    synchronized (cluster) {
      return after(fault, uploads.answer(call, upload));
    }
  }

  private Optional<Kind> before(Call call) throws Refusal {
    Optional<Kind> fault = faults.take(call.endpoint().name());
    if (fault.isEmpty()) {
      return fault;
    }
    String id = call.path().getOrDefault("vmid", call.parameters().getOrDefault("vmid", ""));
    switch (fault.get()) {
      case NO_WORKER -> throw Refusal.error(500, "got no worker upid - start worker failed");
      case LOCK_TIMEOUT ->
          throw Refusal.error(
              500, "can't lock file '/var/lock/qemu-server/lock-" + id + ".conf' - got timeout");
      case ID_TAKEN ->
          cluster.addForeignVm(
              Integer.parseInt(call.parameters().getOrDefault("newid", id)), "somebody-elses");
      default -> {}
    }
    return fault;
  }

  private static Optional<Reply> after(Optional<Kind> fault, Reply reply) {
    return fault
        .map(
            kind ->
                switch (kind) {
                  case DROP_AFTER -> Optional.<Reply>empty();
                  case TOO_SLOW -> Optional.of(Reply.bare(596, "Connection timed out"));
                  default -> Optional.of(reply);
                })
        .orElse(Optional.of(reply));
  }
}
