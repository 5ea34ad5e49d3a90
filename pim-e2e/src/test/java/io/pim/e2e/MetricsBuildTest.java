package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.json.Json;
import io.pim.model.plan.StepKind;
import io.pim.model.unit.ListenAddress;
import io.pim.worker.metrics.Scrape;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The metrics of a worker that builds, and the dashboard that shows them. */
class MetricsBuildTest {
  private static final Path DASHBOARD = PimUser.ROOT.resolve("deploy/grafana-dashboard.json");
  private static final Pattern METRIC = Pattern.compile("\\b(?:pim|temporal)_[a-z0-9_]+");

  @Test
  void theDashboardShowsOnlyMetricsThatAWorkerServes() throws Exception {
    try (PimUser user = PimUser.withTiny()) {
      ListenAddress address = FreePort.address();
      Path own = Files.createDirectories(user.home().resolve(".config/pim"));
      Files.writeString(own.resolve("pim.yml"), "worker: {metrics: " + address.port() + "}\n");
      String good = user.read("scripts.d/app.sh");
      user.write("scripts.d/app.sh", "#!/bin/sh\nexit 3\n");

      user.pim("build", "run", "tiny").exits(3);
      Scrape held = await(address, s -> s.sum("pim_builds", Map.of("state", "held")) == 1);
      assertEquals(0, held.sum("pim_vm_slots_used", Map.of()), "a held build has no slot");
      assertEquals(1, failures(held, "script", "script_failed"));
      user.pim("doctor").saying("served at http://" + address + "/metrics");

      user.write("scripts.d/app.sh", good);
      user.pim("build", "retry", "tiny").exits(0);
      user.write("verifications.d/default.sh", "#!/bin/sh\nexit 1\n");
      user.pim("build", "run", "tiny", "--on-failure", "fail").exits(1);
      user.pim("build", "run", "tiny").exits(3);
      user.pim("build", "cancel", user.newestBuild()).exits(0);

      Scrape end =
          await(
              address,
              s ->
                  s.sum("temporal_workflow_canceled_total", Map.of("workflow_type", "Build")) == 1
                      && s.sum("pim_images", Map.of()) == 1);
      assertEquals(
          1, end.sum("temporal_workflow_completed_total", Map.of("workflow_type", "Build")));
      assertEquals(1, end.sum("temporal_workflow_failed_total", Map.of("workflow_type", "Build")));
      assertEquals(2, failures(end, "verify", "verify_failed"));
      for (StepKind kind : StepKind.inOrder()) {
        String step = kind.name().toLowerCase(Locale.ROOT);
        assertTrue(
            end.sum("pim_step_duration_seconds_count", Map.of("step", step, "outcome", "done")) > 0,
            step);
      }
      assertTrue(end.sum("pim_layers", Map.of()) > 2, "installed, base, app");
      assertTrue(end.sum("pim_layers_allocated_bytes", Map.of()) > 1 << 20);
      Set<String> shown = metricsOfDashboard();
      assertTrue(shown.size() > 15, shown.toString());
      shown.removeAll(end.names());
      assertEquals(Set.of(), shown, "the dashboard shows only metrics that a worker serves");
      user.isSatisfied();
    }
  }

  private static double failures(Scrape scrape, String step, String kind) {
    return scrape.sum("pim_step_failures_total", Map.of("step", step, "kind", kind));
  }

  /** The worker counts builds every 30 s, and Temporal's SDK reports every 5 s. */
  private static Scrape await(ListenAddress address, Predicate<Scrape> condition) throws Exception {
    List<Scrape> last = new ArrayList<>();
    Waiting.until(
        Duration.ofMinutes(5),
        () -> {
          try {
            last.add(Scrape.of(address));
          } catch (HttpTimeoutException e) {
            // The machine may be busy, and the next scrape in time.
            return false;
          }
          return condition.test(last.get(last.size() - 1));
        },
        () -> true,
        () -> last.isEmpty() ? "no scrape was in time" : last.get(last.size() - 1).toString());
    return last.get(last.size() - 1);
  }

  /** The names in all queries of the dashboard's panels and variables. */
  private static Set<String> metricsOfDashboard() throws IOException {
    JsonNode dashboard = Json.mapper().readTree(Files.readString(DASHBOARD));
    Set<String> names = new TreeSet<>();
    List<JsonNode> queries = new ArrayList<>(dashboard.findValues("expr"));
    queries.addAll(dashboard.get("templating").findValues("definition"));
    for (JsonNode query : queries) {
      Matcher metric = METRIC.matcher(query.asText());
      while (metric.find()) {
        names.add(metric.group());
      }
    }
    return names;
  }
}
