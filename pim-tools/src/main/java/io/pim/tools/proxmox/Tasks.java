package io.pim.tools.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.tools.process.Deadline;
import io.pim.tools.proxmox.ApiException.Refused;
import io.pim.tools.proxmox.ApiException.Unreachable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Starts tasks without doing anything twice, and waits for them as long as they run. */
public final class Tasks {
  private static final Duration FIRST_REST = Duration.ofMillis(200);
  private static final Duration LONGEST_REST = Duration.ofSeconds(2);

  /** How long the server may fail to answer while PIM waits for one of its tasks. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final int LOG_LINES = 20;
  private static final int MOST_TASKS = 500;

  private final RestClient rest;
  private final ApiFailures failures;

  Tasks(RestClient rest, ApiFailures failures) {
    this.rest = rest;
    this.failures = failures;
  }

  /** A call that starts a task. */
  @FunctionalInterface
  interface Start {
    JsonNode send() throws ApiException, InterruptedException;
  }

  /**
   * Starts a task. If the answer is lost, it checks whether the task began.
   *
   * @param type of the task, such as {@code qmcreate}
   * @param id its subject; empty for none
   */
  Upid start(String node, String type, String id, Start call)
      throws ApiException, InterruptedException {
    List<Upid> before = list(node, type, id);
    try {
      String text = call.send().asText();
      return Upid.parse(text)
          .orElseThrow(() -> new Unreachable("the answer names no task: " + text, true, null));
    } catch (Unreachable e) {
      if (!e.wasSent()) {
        throw e;
      }
      return begun(node, type, id, before).orElseThrow(() -> e);
    } catch (Refused e) {
      if (!ApiFailures.isUnreachable(e) && !e.getMessage().contains("got no worker upid")) {
        throw e;
      }
      return begun(node, type, id, before).orElseThrow(() -> e);
    }
  }

  private Optional<Upid> begun(String node, String type, String id, List<Upid> before)
      throws ApiException, InterruptedException {
    return list(node, type, id).stream().filter(task -> !before.contains(task)).findFirst();
  }

  private List<Upid> list(String node, String type, String id)
      throws ApiException, InterruptedException {
    return rows(node, type, id).stream()
        .flatMap(row -> Upid.parse(row.path("upid").asText()).stream())
        .toList();
  }

  private List<JsonNode> rows(String node, String type, String id)
      throws ApiException, InterruptedException {
    Parameters query = new Parameters().with("source", "all").with("limit", MOST_TASKS);
    if (!type.isEmpty()) {
      query.with("typefilter", type);
    }
    if (id.matches("\\d+")) {
      query.with("vmid", id);
    }
    List<JsonNode> rows = new ArrayList<>();
    rest.get(ApiPath.of("nodes", node, "tasks"), query).forEach(rows::add);
    return rows;
  }

  /** The unfinished tasks of this token, or all unfinished tasks that it may see. */
  public List<Upid> running(String node, String type, String id) throws InterruptedException {
    try {
      return rows(node, type, id).stream()
          .filter(row -> row.path("status").asText("RUNNING").equals("RUNNING"))
          .flatMap(row -> Upid.parse(row.path("upid").asText()).stream())
          .toList();
    } catch (ApiException e) {
      throw failures.of("The tasks of node " + node + " cannot be listed", e);
    }
  }

  /** Whether this token has begun such a task about a VM. */
  public boolean hasBegun(String node, String type, int vmid) throws InterruptedException {
    try {
      return !list(node, type, Integer.toString(vmid)).isEmpty();
    } catch (ApiException e) {
      throw failures.of("The tasks of node " + node + " cannot be listed", e);
    }
  }

  /** Waits for all running tasks about a VM, such as those that an earlier attempt left. */
  public void settle(String node, int vmid, Consumer<String> progress) throws InterruptedException {
    for (Upid task : running(node, "", Integer.toString(vmid))) {
      await(task, progress);
    }
  }

  /**
   * Waits for the end of a task, however long it takes, and fails if it failed.
   *
   * @param what the act that fails with it, as a sentence without its full stop
   * @param progress receives a line about once each poll; may throw to stop
   */
  public void finish(String what, Upid task, Consumer<String> progress)
      throws InterruptedException {
    String status = await(task, progress);
    if (!status.equals("OK") && !status.startsWith("WARNINGS")) {
      throw failures.ofTask(what, task, status, log(task));
    }
    if (status.startsWith("WARNINGS")) {
      progress.accept(task.type() + " ended with a warning: " + warning(log(task)));
    }
  }

  private static String warning(List<String> log) {
    return log.stream().filter(line -> !line.startsWith("TASK ")).reduce("", (a, b) -> b);
  }

  /** Ends a task of this token. */
  void stop(Upid task) throws InterruptedException {
    try {
      rest.call("DELETE", ApiPath.of("nodes", task.node(), "tasks", task), new Parameters());
    } catch (ApiException e) {
      throw failures.of("The task " + task + " cannot be stopped", e);
    }
  }

  /** Waits for the end of a task; returns its exit status. */
  String await(Upid task, Consumer<String> progress) throws InterruptedException {
    return await(task, progress, () -> false);
  }

  /**
   * The same, and stops a task that has become useless.
   *
   * @param inVain asked at each poll until it is true
   */
  String await(Upid task, Consumer<String> progress, BooleanSupplier inVain)
      throws InterruptedException {
    boolean stopped = false;
    Duration rest = FIRST_REST;
    Deadline patience = Deadline.in(PATIENCE);
    while (true) {
      try {
        JsonNode status = this.rest.get(ApiPath.of("nodes", task.node(), "tasks", task, "status"));
        patience = Deadline.in(PATIENCE);
        if (status.path("status").asText().equals("stopped")) {
          return status.path("exitstatus").asText("unexpected status");
        }
        progress.accept(task.type() + " " + task.id() + " runs on " + task.node());
        if (!stopped && inVain.getAsBoolean()) {
          stop(task);
          stopped = true;
        }
      } catch (ApiException e) {
        boolean passes =
            e instanceof Unreachable
                || (e instanceof Refused refused && ApiFailures.isUnreachable(refused));
        if (!passes || patience.isOver()) {
          throw failures.of("The task " + task + " cannot be followed", e);
        }
        progress.accept("the server does not answer: " + e.getMessage());
      }
      this.rest.pause().rest(rest);
      rest = rest.multipliedBy(2).compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest.multipliedBy(2);
    }
  }

  /** The last lines of a task's log; empty if it cannot be read. */
  private List<String> log(Upid task) throws InterruptedException {
    try {
      JsonNode lines =
          rest.get(
              ApiPath.of("nodes", task.node(), "tasks", task, "log"),
              new Parameters().with("limit", 0));
      List<String> all = new ArrayList<>();
      lines.forEach(line -> all.add(line.path("t").asText()));
      return all.subList(Math.max(0, all.size() - LOG_LINES), all.size());
    } catch (ApiException e) {
      return List.of();
    }
  }
}
