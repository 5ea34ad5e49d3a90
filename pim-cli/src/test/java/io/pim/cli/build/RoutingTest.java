package io.pim.cli.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.client.Hosts;
import io.pim.cli.output.CommandFailure;
import io.pim.cli.output.Terminal;
import io.pim.cli.plan.PlannedBuild;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.Interrupts;
import io.pim.cli.testing.FakeRecord;
import io.pim.cli.testing.FakeService;
import io.pim.cli.testing.PimHome;
import io.pim.model.plan.Plan;
import io.pim.model.unit.Architecture;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The routes of builds: a table of cases, and the messages if no route works. */
@Timeout(120)
class RoutingTest {
  private static final String HERE = "here-111111";
  private static final String MAC = "mac-3fa2c1";

  @TempDir Path root;
  private final FakeService service = new FakeService();
  private final FakeRecord here = new FakeRecord(HERE, Architecture.X86_64);
  private final FakeRecord mac = new FakeRecord(MAC, Architecture.ARM64);
  private final StringWriter said = new StringWriter();

  @AfterEach
  void close() {
    service.close();
  }

  private Hosts hosts() {
    return new Hosts(service.open().client(), Clock.systemUTC());
  }

  private void withHosts(FakeRecord... records) {
    for (FakeRecord record : records) {
      service.withHost(record);
    }
    service.withWorker();
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (hosts().list().stream().filter(row -> row.lastSeen().isPresent()).count()
        < records.length) {
      assertTrue(System.nanoTime() - deadline < 0, "the hosts never report");
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private void drain(String hostId) {
    hosts().order(hostId, true);
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!hosts().find(hostId).orElseThrow().isDrained()) {
      assertTrue(System.nanoTime() - deadline < 0, "never drained");
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** The route from an x86_64 machine. */
  private Route route(Architecture architecture, String builder) throws Exception {
    PimHome pim = new PimHome(root, service);
    pim.file("pim.yml", "worker: {host_id: " + HERE + "}\n");
    PlannedBuild planned =
        Planners.of(pim.folders).plan("web", Optional.of(architecture)).on(builder);
    PrintWriter writer = new PrintWriter(said, true);
    CliContext context =
        new CliContext(
            pim.folders,
            Map.of(),
            Terminal.of(Map.of(), writer, writer),
            service,
            new Interrupts(),
            Clock.systemUTC());
    return new Routing(service.open(), context, Optional.of(Architecture.X86_64))
        .of(planned.plan(), planned.plan().builder());
  }

  private CommandFailure refused(Architecture architecture, String builder) {
    return assertThrows(CommandFailure.class, () -> route(architecture, builder));
  }

  @Test
  void buildsTheHostsOwnArchitectureHere() throws Exception {
    withHosts(here, mac);
    assertEquals(Route.any(Optional.of(HERE)), route(Architecture.X86_64, Plan.AUTO));
    assertEquals("", said.toString());
  }

  @Test
  void buildsAnotherArchitectureOnARemoteHost() throws Exception {
    withHosts(here, mac);
    assertEquals(Route.any(Optional.empty()), route(Architecture.ARM64, Plan.AUTO));
    assertEquals("", said.toString());
  }

  @Test
  void reportsAtOnceThatNoHostHasTheArchitecture() {
    withHosts(here);
    var complaint = refused(Architecture.ARM64, Plan.AUTO).complaint();
    assertEquals(1, complaint.exitStatus());
    assertEquals("No arm64 host takes builds; nothing was started.", complaint.what());
    assertEquals("the hosts are " + HERE + " (x86_64)", complaint.why().get(0));
    assertTrue(complaint.todo().contains("--local"), complaint.todo());
    assertTrue(complaint.todo().contains("--on any"), complaint.todo());
  }

  @Test
  void emulatesHereWithLocalAndReportsIt() throws Exception {
    withHosts(here, mac);
    assertEquals(Route.only(HERE), route(Architecture.ARM64, HERE));
    assertTrue(said.toString().contains("host " + HERE + " is x86_64 and emulates arm64"));
  }

  @Test
  void waitsForAnyHost() throws Exception {
    withHosts(here);
    assertEquals(Route.any(Optional.empty()), route(Architecture.ARM64, Plan.ANY_HOST));
  }

  @Test
  void onlyTheNamedHostTakesTheBuild() throws Exception {
    withHosts(here, mac);
    assertEquals(Route.only(MAC), route(Architecture.ARM64, MAC));
    assertEquals("", said.toString());
  }

  @Test
  void refusesAnUnknownHostAndOffersTheNearestName() {
    withHosts(here, mac);
    var complaint = refused(Architecture.ARM64, "mac-3fa2c2").complaint();
    assertEquals(2, complaint.exitStatus());
    assertEquals("There is no host 'mac-3fa2c2'.", complaint.what());
    assertTrue(complaint.todo().startsWith("Did you mean mac-3fa2c1?"), complaint.todo());
  }

  @Test
  void refusesThisHostWithoutAWorkerAndNamesTheCommand() {
    withHosts(mac);
    var complaint = refused(Architecture.ARM64, HERE).complaint();
    assertEquals("This host, " + HERE + ", has no worker.", complaint.what());
    assertEquals("Start one here: pim worker run", complaint.todo());
  }

  /** A laptop that builds nothing. */
  @Test
  void buildsElsewhereWithoutAWorkerHere() throws Exception {
    withHosts(new FakeRecord("rack-222222", Architecture.X86_64), mac);
    assertEquals(Route.any(Optional.empty()), route(Architecture.X86_64, Plan.AUTO));
  }

  @Test
  void skipsADrainedHost() throws Exception {
    withHosts(here, new FakeRecord("rack-222222", Architecture.X86_64));
    drain(HERE);
    assertEquals(Route.any(Optional.empty()), route(Architecture.X86_64, Plan.AUTO));
  }

  @Test
  void waitsForTheOnlyHostWhileItIsDrained() throws Exception {
    withHosts(here, mac);
    drain(MAC);
    assertEquals(Route.any(Optional.empty()), route(Architecture.ARM64, Plan.AUTO));
    assertTrue(said.toString().contains("pim worker undrain " + MAC), said.toString());
  }
}
