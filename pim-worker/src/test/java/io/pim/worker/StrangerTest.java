package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Settings;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.model.plan.GuestAccess;
import io.pim.model.plan.IsoSource;
import io.pim.model.plan.Limits;
import io.pim.model.plan.MachineSpec;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import io.pim.model.plan.StepKind;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.model.secret.Sealer;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.OnFailure;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A stranger has access to the Temporal server, and runs as another user if the machine allows it.
 * A real worker refuses all of the stranger's requests, and logs each refusal once.
 */
@Tag("temporal")
@Timeout(300)
class StrangerTest {
  private static final String HOST = "host-abc123";
  private static final String HOST_QUEUE = "pim-host-" + HOST;

  @TempDir static Path folder;
  private static DevServer server;
  private static TemporalConnection connection;
  private static WorkerProcess worker;
  private static StrangersRoom room;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeAll
  static void start() throws Exception {
    server = DevServer.start(folder);
    connection = TemporalConnection.open(server.address(), folders(), Duration.ofSeconds(60));
    worker =
        WorkerProcess.start(
            connection,
            folders(),
            Settings.read(new ConfigFolders(folder, folder)),
            new WorkerProcess.Identity(HOST, Architecture.X86_64, "0.1-test"),
            System.getenv());
    room = StrangersRoom.make(server.address().target());
  }

  @AfterAll
  static void stop() throws Exception {
    if (worker != null) {
      worker.close();
    }
    if (connection != null) {
      connection.close();
    }
    if (server != null) {
      server.close();
    }
    if (room != null) {
      room.close();
    }
  }

  private static PimFolders folders() {
    return PimFolders.of(Map.of("XDG_RUNTIME_DIR", folder.toString()), folder, folder);
  }

  @BeforeEach
  void listen() {
    log.start();
    ((Logger) LoggerFactory.getLogger("io.pim")).addAppender(log);
  }

  @AfterEach
  void stopListening() {
    ((Logger) LoggerFactory.getLogger("io.pim")).detachAppender(log);
  }

  private List<String> refusals() {
    List<ILoggingEvent> heard;
    synchronized (log) {
      // The appender does the same, on the worker's threads.
      heard = List.copyOf(log.list);
    }
    return heard.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.startsWith("Refused"))
        .toList();
  }

  @Test
  void failsABuildOfAStrangerAtOnce() throws Exception {
    String printed =
        room.play("start", "web-x86_64", Json.mapper().writeValueAsString(request("web")));

    assertTrue(printed.contains("no PIM has signed it"), printed);
    assertEquals(
        List.of("Refused a payload of workflow web-x86_64: no PIM has signed it."), refusals());
    assertNothingDone("web");
    assertEquals(
        0,
        connection.client().fetchHistory("web-x86_64").getEvents().stream()
            .filter(e -> e.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED)
            .count(),
        "no task keeps failing");
  }

  @Test
  void aBuildWithoutARequestFailsAtOnce() throws Exception {
    String printed = room.play("start", "bare-x86_64");

    assertTrue(printed.contains("a build has a request"), printed);
  }

  /** The next build of the plan would find this image and use it. */
  @Test
  void doesNotRegisterAForeignImage() throws Exception {
    String printed =
        room.play(
            "activity",
            "mine-x86_64",
            "pim-control",
            "Register",
            Json.mapper().writeValueAsString(image("mine")));

    String refused =
        "Refused a payload of activity Register of workflow mine-x86_64: no PIM has signed it.";
    assertTrue(printed.contains(refused), printed);
    assertEquals(List.of(refused), refusals());
    assertEquals(List.of(), new Registry(folders()).list());
  }

  @Test
  void opensAndCleansUpNothingForAStranger() throws Exception {
    Path sshKey = folders().build(id("kept").text()).sshKey();
    Files.createDirectories(sshKey.getParent());
    Files.writeString(sshKey, "key");
    String secret =
        Json.mapper().writeValueAsString(request("open")).replace("netinst.iso", "../../../secret");

    String opened = room.play("activity", "open-x86_64", HOST_QUEUE, "Open", secret);
    String cleaned =
        room.play("activity", "kept-x86_64", HOST_QUEUE, "CleanUp", "\"" + id("kept") + "\"");

    assertTrue(opened.contains("no PIM has signed it"), opened);
    assertTrue(cleaned.contains("no PIM has signed it"), cleaned);
    assertEquals(2, refusals().size(), refusals().toString());
    assertNothingDone("open");
    assertTrue(Files.exists(sshKey));
  }

  /** Everybody who reaches the server can read every history, including signatures. */
  @Test
  void refusesPimsOwnPayloadsElsewhere() throws Exception {
    WorkflowStub victim = waiting("mail");

    String started = room.play("start-copy", "mail-x86_64", "thief-x86_64");

    assertTrue(started.contains("was made for something else"), started);
    assertNothingDone("thief");
    assertEquals(1, refusals().size(), refusals().toString());
    victim.terminate("by the stranger, who can");
    String cleaned = room.play("activity-copy", "mail-x86_64", HOST_QUEUE, "CleanUp");
    assertTrue(cleaned.contains("was made for something else"), cleaned);
    assertEquals(2, refusals().size(), refusals().toString());
  }

  @Test
  void ignoresSignalsAndUpdatesOfAStranger() throws Exception {
    WorkflowStub victim = waiting("deaf");

    assertEquals("DONE\n", room.play("signal", "deaf-x86_64", "retry", "\"please\""));
    String updated =
        room.play("update", "deaf-x86_64", Json.mapper().writeValueAsString(request("deaf")));

    assertTrue(updated.contains("no PIM has signed it"), updated);
    assertEquals(
        List.of("Refused a payload of workflow deaf-x86_64: no PIM has signed it."), refusals());
    assertEquals(BuildState.WAITING, victim.query("status", BuildStatus.class).state());
    // The Web UI's signals carry no data that could be signed.
    assertEquals("DONE\n", room.play("signal", "deaf-x86_64", "abort"));
    assertEquals(BuildState.WAITING, victim.query("status", BuildStatus.class).state());
    victim.terminate("for the test");
  }

  /** Even a stranger who can sign, and who has an older blob, has no plan that opens it. */
  @Test
  void refusesAStolenBlobUnderAnotherPlan() throws Exception {
    BuildRequest victims = request("blob");
    Plan evil = plan("blob", Plan.ANY_HOST, "65M");

    WorkflowStub build =
        start(new BuildRequest(victims.buildId(), evil, victims.contents(), false, OnFailure.HOLD));

    DevServer.until(
        "it is held", () -> build.query("status", BuildStatus.class).state() == BuildState.HELD);
    var failure = build.query("status", BuildStatus.class).failure().orElseThrow();
    assertEquals(FailureKind.PLAN_UNREADABLE, failure.kind());
    assertTrue(failure.why().contains("sealed for something else"), failure.why());
    build.terminate("for the test");
  }

  @Test
  void failsASignedBuildWithAPathForAnIso() throws Exception {
    String json =
        Json.mapper().writeValueAsString(request("path")).replace("netinst.iso", "../../../secret");
    WorkflowStub build = stub("path-x86_64");
    build.start(Json.mapper().readValue(json, Object.class));

    assertThrows(WorkflowFailedException.class, () -> build.getResult(Object.class));
    assertEquals(1, refusals().size(), refusals().toString());
    assertTrue(refusals().get(0).contains("'../../../secret' cannot be used as a name"));
    assertNothingDone("path");
  }

  private static void assertNothingDone(String profile) throws Exception {
    assertFalse(Files.exists(folders().build(id(profile).text()).root()));
    assertFalse(Files.exists(folders().claims().resolve(id(profile).text())));
  }

  private static WorkflowStub stub(String workflowId) {
    return connection
        .client()
        .newUntypedWorkflowStub(
            "Build",
            WorkflowOptions.newBuilder().setWorkflowId(workflowId).setTaskQueue("pim").build());
  }

  private static WorkflowStub start(BuildRequest request) {
    WorkflowStub build = stub(request.buildId().workflowId());
    build.start(request);
    return build;
  }

  /** A build of PIM's own that waits for a missing host. */
  private static WorkflowStub waiting(String profile) throws Exception {
    WorkflowStub build = start(request(profile, plan(profile, "nowhere", "64M")));
    DevServer.until(
        "it asks for its host",
        () ->
            connection.client().fetchHistory(profile + "-x86_64").getEvents().stream()
                .anyMatch(e -> e.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED));
    return build;
  }

  private static BuildId id(String profile) {
    return BuildId.of(profile + "-x86_64-20261122-120000");
  }

  private static BuildRequest request(String profile) throws Exception {
    return request(profile, plan(profile, Plan.ANY_HOST, "64M"));
  }

  private static BuildRequest request(String profile, Plan plan) throws Exception {
    BuildId id = id(profile);
    byte[] contents =
        "{\"preseed\":\"d-i\",\"scripts\":{},\"secrets\":[]}".getBytes(StandardCharsets.UTF_8);
    return new BuildRequest(
        id,
        plan,
        Sealer.withKeyFile(folders().sealKey()).seal(contents, BuildRequest.bound(id, plan)),
        false,
        OnFailure.HOLD);
  }

  private static Plan plan(String profile, String builder, String memory) {
    List<PlanStep> steps = new ArrayList<>();
    StepKey key = StepKey.derive(Optional.empty(), StepKind.ISO, new TreeMap<>());
    for (StepKind kind : StepKind.inOrder()) {
      String name = kind == StepKind.SCRIPT ? "script:base" : kind.title();
      steps.add(new PlanStep(kind, name, Optional.of(key), new TreeMap<>()));
      key = StepKey.derive(Optional.of(key), kind, new TreeMap<>());
    }
    return new Plan(
        Plan.FORMAT,
        profile,
        new MachineSpec(
            Architecture.X86_64, Firmware.BIOS, ByteSize.parse("1M"), ByteSize.parse(memory), 1),
        new IsoSource(
            "test", "netinst.iso", List.of("file:///test.iso"), Digest.of(Sha256.ofText("iso"))),
        new GuestAccess("root", Duration.ofSeconds(1), Duration.ofSeconds(1)),
        new Limits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1)),
        builder,
        key,
        steps);
  }

  private static ImageEntry image(String profile) {
    BuildId id = id(profile);
    return new ImageEntry(
        id.text(),
        profile,
        Architecture.X86_64,
        Path.of("/tmp/foreign.qcow2"),
        "qcow2",
        7,
        Sha256.ofText("image"),
        id,
        Instant.EPOCH,
        plan(profile, Plan.ANY_HOST, "64M").imageKey(),
        Firmware.BIOS,
        Path.of("/tmp/foreign.manifest.json"),
        Optional.empty(),
        Optional.of(HOST));
  }
}
