package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.tools.process.Pause;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cost of a fleet for its service: many hosts and builds, simulated steps, and the real server
 * on PostgreSQL. {@code make scale SERVER=postgresql} runs it; docs/scale.md has the figures.
 */
@Tag("long")
@Timeout(value = 2, unit = TimeUnit.HOURS)
class FleetScaleTest {
  private static final int HOSTS = Integer.getInteger("pim.scale.hosts", 50);
  private static final int BUILDS = Integer.getInteger("pim.scale.builds", 1000);

  private static final Duration INTERVAL =
      Duration.ofSeconds(Integer.getInteger("pim.scale.interval", 60));

  /** Long enough that running builds do not end within an interval. */
  private static final Duration STEP = INTERVAL.dividedBy(3);

  private static final int MOST_EVENTS = 120;
  private static final int ONE_BY_ONE = 20;

  @TempDir Path folder;
  private PostgresService service;
  private Fleet fleet;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(
        System.getProperty("pim.scale.server", "").equals("postgresql"),
        "make scale SERVER=postgresql runs this");
    service = PostgresService.start(folder.resolve("service"));
    fleet = Fleet.start(service.address(), folder.resolve("hosts"), HOSTS);
  }

  @AfterEach
  void stop() throws Exception {
    if (fleet != null) {
      fleet.close();
    }
    if (service != null) {
      service.close();
    }
  }

  @Test
  void manyBuildsOnManyHosts() throws Exception {
    say("%d hosts with one slot each, %d builds", HOSTS, BUILDS);
    run(fleet.begin(fleet.hosts()));
    during("idle", this::rest);
    int refused = fleet.measure();
    say("idle: of the counts for the metrics of %d hosts, %d were refused", HOSTS, refused);
    assertEquals(0, refused, "counts that the service refuses are gaps in the dashboard");
    oneByOne();
    flood();
    underWay();
  }

  /** Every host has a free slot. */
  private void oneByOne() throws Exception {
    List<BuildStory> stories = new ArrayList<>();
    for (int number = 0; number < ONE_BY_ONE; number++) {
      stories.addAll(run(fleet.begin(1)));
    }
    say("one by one: a build takes %s", Spread.of(times(stories, BuildStory::took)));
    say("one by one: it finds a slot in %s", Spread.of(times(stories, BuildStory::waited)));
  }

  /** All builds at once: each slot gets the next one as soon as it is free. */
  private void flood() throws Exception {
    DatabaseSize before = DatabaseSize.now(service);
    Usage used = Usage.now(service.process());
    long begin = System.nanoTime();
    List<SimulatedBuild> builds = fleet.begin(BUILDS);
    Duration started = Duration.ofNanos(System.nanoTime() - begin);
    fleet.await(builds);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    Usage end = Usage.now(service.process());
    DatabaseSize after = DatabaseSize.now(service);

    say("at once: started in %.1f s, ended after %.1f s", seconds(started), seconds(took));
    for (Usage.Part part : Usage.Part.values()) {
      say(
          "at once: %s: %.3f s of a processor for each build, %d MB",
          part.title(),
          seconds(end.since(used, part)) / BUILDS,
          end.memory().getOrDefault(part, 0L) >> 20);
    }
    say(
        "at once: database: %.1f KB, %.1f KB of log, %.0f transactions for each build; %d"
            + " connections",
        (after.bytes() - before.bytes()) / 1e3 / BUILDS,
        (after.log() - before.log()) / 1e3 / BUILDS,
        (double) (after.commits() - before.commits()) / BUILDS,
        after.connections());
    for (String database : List.of("temporal", "temporal_visibility")) {
      service.query(database, TABLES).forEach(row -> say("at once: table %s", row));
    }
    List<BuildStory> stories = fleet.stories(builds);
    say("at once: a history has %d KB", fleet.historyBytes(builds.get(0)) / 1000);
    say("at once: a build takes %s once it has a slot", Spread.of(onHost(stories)));
    say("at once: a free slot gets its next build in %s", Spread.of(gaps(stories)));

    int events = stories.stream().mapToInt(BuildStory::events).max().orElseThrow();
    say("at once: a history has %d events", events);
    assertTrue(events <= MOST_EVENTS, events + " events");
    assertEquals(
        HOSTS,
        stories.stream().map(BuildStory::host).distinct().count(),
        "each host runs some of the builds");
  }

  private static final String TABLES =
      "SELECT relname, pg_total_relation_size(relid) FROM pg_stat_user_tables"
          + " ORDER BY 2 DESC LIMIT 4";

  /** Each host has a build whose steps take time and send heartbeats. */
  private void underWay() throws Exception {
    fleet.pace().set(STEP);
    List<SimulatedBuild> builds = fleet.begin(fleet.hosts());
    Pause.REAL.rest(STEP);
    during("under way", this::rest);
    fleet.pace().set(Duration.ZERO);
    fleet.await(builds);
  }

  private List<BuildStory> run(List<SimulatedBuild> builds) throws Exception {
    fleet.await(builds);
    return fleet.stories(builds);
  }

  private interface Phase {
    void run() throws Exception;
  }

  private void rest() throws InterruptedException {
    Pause.REAL.rest(INTERVAL);
  }

  private void during(String name, Phase phase) throws Exception {
    DatabaseSize before = DatabaseSize.now(service);
    Usage used = Usage.now(service.process());
    long begin = System.nanoTime();
    phase.run();
    double took = (System.nanoTime() - begin) / 1e9;
    Usage end = Usage.now(service.process());
    DatabaseSize after = DatabaseSize.now(service);
    for (Usage.Part part : Usage.Part.values()) {
      say(
          "%s: %s: %.1f %% of a processor, %d MB",
          name,
          part.title(),
          100 * seconds(end.since(used, part)) / took,
          end.memory().getOrDefault(part, 0L) >> 20);
    }
    say(
        "%s: database: %.0f transactions, %.1f KB of log a second",
        name,
        (after.commits() - before.commits()) / took,
        (after.log() - before.log()) / 1e3 / took);
  }

  private interface Time {
    Duration of(BuildStory story);
  }

  private static List<Duration> times(List<BuildStory> stories, Time time) {
    return stories.stream().map(time::of).toList();
  }

  private static List<Duration> onHost(List<BuildStory> stories) {
    return times(stories, story -> Duration.between(story.claimed(), story.freed()));
  }

  /** The periods in which a host had no build although others waited for one. */
  private static List<Duration> gaps(List<BuildStory> stories) {
    Map<String, List<BuildStory>> hosts =
        stories.stream().collect(Collectors.groupingBy(BuildStory::host));
    List<Duration> gaps = new ArrayList<>();
    for (List<BuildStory> host : hosts.values()) {
      List<BuildStory> inOrder =
          host.stream().sorted(Comparator.comparing(BuildStory::claimed)).toList();
      for (int next = 1; next < inOrder.size(); next++) {
        Instant freed = inOrder.get(next - 1).freed();
        Duration gap = Duration.between(freed, inOrder.get(next).claimed());
        // The server may receive the next claim before the end of the build.
        gaps.add(gap.isNegative() ? Duration.ZERO : gap);
      }
    }
    return gaps;
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  private static void say(String text, Object... values) {
    System.out.println("scale: " + String.format(Locale.ROOT, text, values));
  }
}
