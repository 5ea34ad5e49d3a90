package io.pim.tools.proxmox.fake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Serves tasks: their states, their logs, and their list. */
final class TaskCalls {
  private static final int USUAL_LINES = 50;

  private final Cluster cluster;

  TaskCalls(Cluster cluster) {
    this.cluster = cluster;
  }

  void register(Map<String, Handler> handlers) {
    handlers.put("GET /nodes/{node}/tasks", this::list);
    handlers.put("GET /nodes/{node}/tasks/{upid}/status", this::status);
    handlers.put("GET /nodes/{node}/tasks/{upid}/log", this::log);
    handlers.put("DELETE /nodes/{node}/tasks/{upid}", this::stop);
  }

  private Task task(Call call) throws Refusal {
    String upid = call.path().get("upid");
    if (Upid.parse(upid).isEmpty()) {
      throw Refusal.invalid("upid", "unable to parse worker upid");
    }
    return cluster
        .tasks()
        .find(call.node(), upid)
        .orElseThrow(() -> Refusal.invalid("upid", "no such task"));
  }

  private Reply stop(Call call) throws Refusal {
    cluster.tasks().stop(task(call));
    return Reply.data(null);
  }

  private Reply status(Call call) throws Refusal {
    Task task = task(call);
    Map<String, Object> row = row(task);
    var end = task.seenEnd();
    row.put("status", end.isPresent() ? "stopped" : "running");
    end.ifPresent(status -> row.put("exitstatus", status));
    return Reply.data(row);
  }

  private static Map<String, Object> row(Task task) {
    Upid upid = task.upid();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("upid", upid.toString());
    row.put("node", upid.node());
    row.put("pid", upid.pid());
    row.put("pstart", upid.pstart());
    row.put("starttime", upid.starttime());
    row.put("type", upid.type());
    row.put("id", upid.id());
    Identity who = new Identity(upid.user());
    row.put("user", who.user());
    if (who.isToken()) {
      row.put("tokenid", upid.user().substring(upid.user().indexOf('!') + 1));
    }
    return row;
  }

  private Reply log(Call call) throws Refusal {
    List<String> lines = task(call).log();
    int start = call.parameter("start").map(Integer::parseInt).orElse(0);
    int limit = call.parameter("limit").map(Integer::parseInt).orElse(USUAL_LINES);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = start; i < lines.size() && (limit == 0 || i < start + limit); i++) {
      rows.add(Map.of("n", i + 1, "t", lines.get(i)));
    }
    if (lines.isEmpty()) {
      rows.add(Map.of("n", 1, "t", "no content"));
    }
    return Reply.data(rows, Map.of("total", Math.max(1, lines.size())));
  }

  private Reply list(Call call) {
    boolean seesAll = cluster.privileges(call.who(), "/nodes/" + call.node()).contains("Sys.Audit");
    String source = call.parameter("source").orElse("archive");
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Task task : cluster.tasks().all(call.node())) {
      Upid upid = task.upid();
      boolean wanted =
          (seesAll || call.who().owns(upid.user()))
              && (source.equals("all") || task.hasEnded() == source.equals("archive"))
              && call.parameter("typefilter").map(upid.type()::equals).orElse(true)
              && call.parameter("vmid").map(upid.id()::equals).orElse(true)
              && call.parameter("since")
                  .map(t -> upid.starttime() >= Long.parseLong(t))
                  .orElse(true);
      if (wanted) {
        Map<String, Object> row = row(task);
        row.put("status", task.end().orElse("RUNNING"));
        rows.add(0, row);
      }
    }
    int limit = call.parameter("limit").map(Integer::parseInt).orElse(USUAL_LINES);
    return Reply.data(rows.subList(0, Math.min(limit, rows.size())));
  }
}
