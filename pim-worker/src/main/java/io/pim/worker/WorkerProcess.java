package io.pim.worker;

import io.grpc.StatusRuntimeException;
import io.pim.host.claim.BuildService;
import io.pim.host.claim.VmSlots;
import io.pim.host.store.OldDrafts;
import io.pim.host.vm.VmStore;
import io.pim.model.config.Settings;
import io.pim.model.files.PimFolders;
import io.pim.model.files.ServiceFolder;
import io.pim.model.unit.Architecture;
import io.pim.tools.process.ProcessIdentity;
import io.pim.worker.connection.GivenTask;
import io.pim.worker.connection.SearchAttributeSetup;
import io.pim.worker.connection.TemporalConnection;
import io.pim.worker.connection.WorkerReady;
import io.pim.workflows.build.BuildWorkflowImpl;
import io.pim.workflows.deploy.DeployWorkflowImpl;
import io.pim.workflows.queue.TaskQueues;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.tuning.CompositeTuner;
import io.temporal.worker.tuning.FixedSizeSlotSupplier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a host's worker. The virtual machines of builds outlive the worker; the next worker joins
 * them.
 */
public final class WorkerProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
  private static final Duration ATTRIBUTES_LIMIT = Duration.ofSeconds(90);

  /** Frequent, because people watch heartbeats live. */
  private static final Duration HEARTBEATS_EVERY = Duration.ofSeconds(1);

  /**
   * The service reserves a workflow's next task for the worker that has the workflow in memory, for
   * this long; then any worker may take it. A killed worker is usually replaced within this time.
   */
  static final Duration STICKY_LIMIT = Duration.ofSeconds(2);

  private static final int WORKFLOW_TASKS = 20;
  private static final int STOP_SECONDS = 15;

  /**
   * Shorter than the retry interval of a claim, so that the slot of a lost claim is free again
   * before the claim is retried.
   */
  private static final Duration CHORES_EVERY = Duration.ofSeconds(10);

  private static final String TAKEOVER = "returning the tasks of dead workers";

  private final WorkerFactory factory;
  private final Housekeeping housekeeping;
  private final WorkerHealth health;
  private final TaskRecords records;
  private final TaskReturn tasks;

  private WorkerProcess(
      WorkerFactory factory,
      Housekeeping housekeeping,
      WorkerHealth health,
      TaskRecords records,
      TaskReturn tasks) {
    this.factory = factory;
    this.housekeeping = housekeeping;
    this.health = health;
    this.records = records;
    this.tasks = tasks;
  }

  /**
   * The identity of a worker.
   *
   * @param hostId stable over restarts; names the host's task queue
   * @param pimVersion for manifests
   */
  public record Identity(String hostId, Architecture architecture, String pimVersion) {}

  /**
   * Starts a worker and reports it to the process that waits for it.
   *
   * @param environment as from {@link System#getenv()}
   */
  public static WorkerProcess start(
      TemporalConnection connection,
      PimFolders folders,
      Settings settings,
      Identity identity,
      Map<String, String> environment)
      throws IOException, InterruptedException {
    new SearchAttributeSetup(connection).ensure(ATTRIBUTES_LIMIT);
    int capacity = settings.worker().slotsFor(Runtime.getRuntime().availableProcessors());
    BuildService service = connection.service().on(identity.hostId());
    VmSlots slots = new VmSlots(folders, capacity, service);
    Host host =
        new Host(folders, environment, Clock.systemUTC(), connection.metrics().storeTraffic());
    BuildActivities activities = new BuildActivities(host, slots, identity, settings.store());
    WorkerHealth health = new WorkerHealth();
    HostRecord record = new HostRecord(connection.client(), host, slots, identity, health);
    record.requireNoTwin();
    connection.metrics().observe(activities.view(connection.client()));
    warmUp(activities);
    Queues queues = Queues.of(identity);
    BuildWhereabouts whereabouts = new BuildWhereabouts(connection.client(), identity.hostId());
    OrphanedClaims orphans =
        new OrphanedClaims(
            whereabouts, activities.life(), () -> connection.service().on(identity.hostId()));
    PollWatch pollWatch =
        new PollWatch(connection.polls(), queues.always(), queues.claims(), slots, health);
    ServiceFolder files = new ServiceFolder(folders.service());
    TaskReturn tasks = new TaskReturn(connection);
    Takeover takeover =
        new Takeover(
            folders, tasks, () -> connection.service().on(identity.hostId()), Clock.systemUTC());
    TaskRecords records = TaskRecords.begin(folders, service, ProcessIdentity.ofThis());
    connection.tasks().setListener(records);
    Map<String, Housekeeping.Chore> chores = new LinkedHashMap<>();
    chores.put(TAKEOVER, takeover);
    chores.put(
        "forgetting the tasks of ended workflows",
        new EndedTasks(records, new RunningWorkflows(connection.client())::isOpen));
    chores.put("keeping the record of this host", record);
    chores.put("cleaning up after ended builds", orphans::cleanUp);
    chores.put(
        "cleaning up after ended deployments",
        new OrphanedDeployments(
            new RunningWorkflows(connection.client()),
            activities.deployLife(),
            () -> connection.service().on(identity.hostId()),
            Clock.systemUTC()));
    chores.put("looking for free VM slots", slots::lookAgain);
    chores.put("limiting server.log", bounded(files.serverLog())::hold);
    chores.put("limiting worker.log", bounded(files.workerLog())::hold);
    chores.put("removing old warm checkpoints", activities.warm()::prune);
    chores.put("limiting the consoles of VMs", new VmStore(folders)::boundConsoles);
    chores.put("watching the pollers", pollWatch);
    chores.put("serving the metrics", connection.metrics()::refresh);
    chores.put("limiting the layers", Housekeeping.once(activities.layerLimit()::hold));
    chores.put(
        "removing old drafts",
        Housekeeping.once(new OldDrafts(folders, Clock.systemUTC())::remove));
    WorkerProcess process =
        new WorkerProcess(
            WorkerFactory.newInstance(
                connection.client(),
                WhomToObey.factoryOptions(connection.metrics().interceptors())),
            new Housekeeping(chores, health),
            health,
            records,
            tasks);
    try {
      // First, because the service may offer a workflow's next task only to the dead worker.
      process.housekeeping.runNow(TAKEOVER);
      process.register(queues, activities, slots);
      record.register(process.worker(record.queue(), HostRecord.options(common()).build()));
      process.factory.start();
      // Only now: it asks workflows whether they are held, and this worker has to answer that.
      process.housekeeping.start(CHORES_EVERY);
      LOG.info(
          "{}{} polls {}, {} VM slots",
          WorkerHealth.BEGINS,
          identity.hostId(),
          queues.all(),
          capacity);
      new WorkerReady(identity.hostId(), queues.all()).announce(environment);
      return process;
    } catch (IOException | RuntimeException | InterruptedException e) {
      process.close();
      throw e;
    }
  }

  /**
   * Prepares logins beside the rest of the start, if a step of a build may wait to log in to its
   * guest again.
   */
  private static void warmUp(BuildActivities activities) {
    Thread thread =
        new Thread(
            () -> {
              try {
                if (!activities.life().unfinished().isEmpty()) {
                  activities.login().warmUp();
                }
              } catch (IOException | RuntimeException | LinkageError e) {
                // The login itself will fail for the same reason and report it.
              }
            },
            "pim-ssh-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private static BoundedLog bounded(Path log) {
    return new BoundedLog(log, ServiceFolder.aside(log));
  }

  /** The worker's health. The process that runs the worker must end when the worker is broken. */
  public WorkerHealth health() {
    return health;
  }

  /** The task queues of a host, by the workers that poll them. */
  private record Queues(String architecture, String hostClaims, String host) {
    static Queues of(Identity identity) {
      return new Queues(
          TaskQueues.architecture(identity.architecture()),
          TaskQueues.claims(identity.hostId()),
          TaskQueues.host(identity.hostId()));
    }

    List<String> claims() {
      return List.of(architecture, hostClaims);
    }

    List<String> always() {
      return List.of(TaskQueues.WORKFLOWS, host, TaskQueues.CONTROL);
    }

    List<String> all() {
      return List.of(TaskQueues.WORKFLOWS, architecture, hostClaims, host, TaskQueues.CONTROL);
    }
  }

  private void register(Queues queues, BuildActivities activities, VmSlots slots) {
    worker(TaskQueues.WORKFLOWS, workflowOptions())
        .registerWorkflowImplementationTypes(
            WhomToObey.workflowOptions(), BuildWorkflowImpl.class, DeployWorkflowImpl.class);
    for (String queue : queues.claims()) {
      worker(queue, claimOptions(slots)).registerActivitiesImplementations(activities.claim());
    }
    Worker hostWorker = worker(queues.host(), hostOptions(slots.capacity()));
    activities.onHost().forEach(hostWorker::registerActivitiesImplementations);
    worker(TaskQueues.CONTROL, WorkerOptions.newBuilder().build())
        .registerActivitiesImplementations(activities.control());
  }

  /** The service stores the identity with each task it gives out; {@link Takeover} looks for it. */
  private Worker worker(String queue, WorkerOptions options) {
    return factory.newWorker(
        queue, WorkerOptions.newBuilder(options).setIdentity(records.identity()).build());
  }

  static WorkerOptions workflowOptions() {
    return WorkerOptions.newBuilder().setStickyQueueScheduleToStartTimeout(STICKY_LIMIT).build();
  }

  static WorkerOptions claimOptions(VmSlots slots) {
    return common()
        .setMaxConcurrentActivityTaskPollers(1)
        .setWorkerTuner(
            new CompositeTuner(
                new FixedSizeSlotSupplier<>(WORKFLOW_TASKS),
                new FreeSlotSupplier(slots),
                new FixedSizeSlotSupplier<>(1),
                new FixedSizeSlotSupplier<>(1)))
        .build();
  }

  /** Allows more activities than slots, because cleaning up must not wait for running steps. */
  static WorkerOptions hostOptions(int capacity) {
    return common().setMaxConcurrentActivityExecutionSize(2 * capacity + 20).build();
  }

  static WorkerOptions.Builder common() {
    return WorkerOptions.newBuilder()
        .setMaxHeartbeatThrottleInterval(HEARTBEATS_EVERY)
        .setDefaultHeartbeatThrottleInterval(HEARTBEATS_EVERY);
  }

  /** Stops at once and returns all tasks. Builds continue with the next worker. */
  @Override
  public void close() {
    housekeeping.close();
    factory.shutdownNow();
    factory.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    try (records) {
      for (GivenTask task : records.unanswered()) {
        tasks.giveBack(task);
        records.settled(task.key());
      }
    } catch (IOException | StatusRuntimeException e) {
      LOG.warn("cannot return the tasks of this worker, the next one will: {}", e.getMessage());
    }
  }
}
