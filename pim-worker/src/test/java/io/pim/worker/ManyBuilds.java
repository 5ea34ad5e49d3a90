package io.pim.worker;

import io.pim.activities.host.ClaimActivitiesImpl;
import io.pim.activities.step.StepRunner;
import io.pim.host.claim.BuildService;
import io.pim.host.claim.VmSlots;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.GuestAccess;
import io.pim.model.plan.IsoSource;
import io.pim.model.plan.Limits;
import io.pim.model.plan.MachineSpec;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKey;
import io.pim.model.plan.StepKind;
import io.pim.model.secret.SealedBlob;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.worker.connection.SearchAttributeSetup;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.build.BuildWorkflow;
import io.pim.workflows.build.BuildWorkflowImpl;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.OnFailure;
import io.pim.workflows.queue.TaskQueues;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributes;
import io.temporal.worker.WorkerFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Builds of two scripts on a real Temporal server, with the real workflow, signed payloads, queues
 * and slots, over a {@link SimulatedHost}.
 */
final class ManyBuilds implements AutoCloseable {
  private static final String HOST = "host-abc123";
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final List<String> SCRIPTS = List.of("script:base", "script:app");

  private static final int EVENTS_OF_A_TASK = 3;
  private static final Set<EventType> OF_TASKS =
      EnumSet.of(
          EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
          EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
          EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
          EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
          EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED);

  private final TemporalConnection connection;
  private final WorkerFactory workers;
  private final ExecutorService people;
  private int started;

  /**
   * One build, as its person saw it.
   *
   * @param events how many its history has
   * @param took from its start to its end
   */
  record Built(int events, Duration took) {}

  /**
   * Starts a worker.
   *
   * @param atATime slots of the host, and people who start a build each and wait for it
   */
  ManyBuilds(DevServer server, Path folder, int atATime) throws Exception {
    PimFolders folders =
        PimFolders.of(Map.of("XDG_RUNTIME_DIR", folder.toString()), folder, folder);
    connection = TemporalConnection.open(server.address(), folders, LIMIT);
    new SearchAttributeSetup(connection).ensure(LIMIT);
    VmSlots slots = new VmSlots(folders, atATime, new BuildService("scale", "default"));
    Host host = new Host(folders, Map.of(), Clock.systemUTC());
    SimulatedHost simulated = new SimulatedHost(slots);
    workers = WorkerFactory.newInstance(connection.client(), WhomToObey.factoryOptions(List.of()));
    workers
        .newWorker(TaskQueues.WORKFLOWS)
        .registerWorkflowImplementationTypes(WhomToObey.workflowOptions(), BuildWorkflowImpl.class);
    workers
        .newWorker(TaskQueues.architecture(Architecture.X86_64), WorkerProcess.claimOptions(slots))
        .registerActivitiesImplementations(
            new ClaimActivitiesImpl(new StepRunner(host.builds()), slots, HOST));
    workers
        .newWorker(TaskQueues.host(HOST), WorkerProcess.hostOptions(atATime))
        .registerActivitiesImplementations(simulated.onHost());
    workers.start();
    people = Executors.newFixedThreadPool(atATime);
  }

  /** Runs so many builds, as many at a time as there are people. */
  List<Built> run(int builds) throws Exception {
    List<Future<Built>> all =
        IntStream.range(0, builds)
            .map(i -> started++)
            .mapToObj(number -> people.submit(() -> build("p" + number)))
            .toList();
    List<Built> done = new ArrayList<>();
    for (Future<Built> each : all) {
      done.add(each.get());
    }
    return done;
  }

  /** The bytes of the heap that are in use after garbage collection. */
  static long heapBytes() {
    Runtime java = Runtime.getRuntime();
    // Soft and finalizable ones go with the second one.
    System.gc();
    System.gc();
    return java.totalMemory() - java.freeMemory();
  }

  private Built build(String profile) {
    BuildId id = BuildId.of(profile + "-x86_64-20261122-120000");
    long begin = System.nanoTime();
    WorkflowStub build =
        connection.client().newUntypedWorkflowStub(BuildWorkflow.TYPE, options(id, profile));
    build.start(
        new BuildRequest(id, plan(profile), SealedBlob.of("c2VhbGVk"), false, OnFailure.FAIL));
    build.getResult(BuildResult.class);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    return new Built(events(connection.client().fetchHistory(id.workflowId()).getEvents()), took);
  }

  /** Leaves out events of workflow tasks that timed out on a loaded machine and were repeated. */
  private static int events(List<HistoryEvent> history) {
    long ofTasks =
        history.stream().filter(event -> OF_TASKS.contains(event.getEventType())).count();
    long done =
        history.stream()
            .filter(e -> e.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
            .count();
    return (int) (history.size() - ofTasks + EVENTS_OF_A_TASK * done);
  }

  private static WorkflowOptions options(BuildId id, String profile) {
    return WorkflowOptions.newBuilder()
        .setWorkflowId(id.workflowId())
        .setTaskQueue(TaskQueues.WORKFLOWS)
        .setStaticSummary(id.text())
        .setMemo(Map.of(BuildAttributes.BUILD_ID_MEMO, id.text()))
        .setTypedSearchAttributes(
            SearchAttributes.newBuilder()
                .set(BuildAttributes.PROFILE, profile)
                .set(BuildAttributes.ARCHITECTURE, Architecture.X86_64.id())
                .set(BuildAttributes.STATE, BuildState.WAITING.name())
                .set(BuildAttributes.STEP, plan(profile).steps().get(0).name())
                .set(BuildAttributes.HOST, "")
                .set(BuildAttributes.IMAGE, "")
                .build())
        .build();
  }

  private static Plan plan(String profile) {
    List<PlanStep> steps = new ArrayList<>();
    StepKey key = StepKey.derive(Optional.empty(), StepKind.ISO, new TreeMap<>());
    for (StepKind kind : StepKind.inOrder()) {
      Stream<String> names = kind == StepKind.SCRIPT ? SCRIPTS.stream() : Stream.of(kind.title());
      for (String name : names.toList()) {
        steps.add(new PlanStep(kind, name, Optional.of(key), new TreeMap<>()));
        key = StepKey.derive(Optional.of(key), kind, new TreeMap<>());
      }
    }
    return new Plan(
        Plan.FORMAT,
        profile,
        new MachineSpec(
            Architecture.X86_64, Firmware.BIOS, ByteSize.parse("1M"), ByteSize.parse("64M"), 1),
        new IsoSource(
            "test", "netinst.iso", List.of("file:///test.iso"), Digest.of(Sha256.ofText("iso"))),
        new GuestAccess("root", Duration.ofSeconds(1), Duration.ofSeconds(1)),
        new Limits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1)),
        Plan.ANY_HOST,
        key,
        steps);
  }

  @Override
  public void close() {
    people.shutdownNow();
    workers.shutdownNow();
    workers.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS);
    connection.close();
  }
}
