package io.pim.worker;

import io.pim.host.claim.BuildLife;
import io.pim.host.claim.BuildService;
import io.pim.host.claim.VmSlots;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.unit.Architecture;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributes;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real server, on which workflows count as running although no worker serves them. */
@Timeout(300)
abstract class OrphanedClaimsFixture {
  static final BuildId BUILD = BuildId.of("web-x86_64-20261122-120000");
  static final BuildId LATER = BuildId.of("web-x86_64-20261122-130000");
  static final BuildService SERVICE = new BuildService("temporal:7233", "default");

  @TempDir Path folder;
  BuildService answering = SERVICE;

  final TestWorkflowEnvironment environment =
      TestWorkflowEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder()
              .setWorkflowClientOptions(
                  WorkflowClientOptions.newBuilder()
                      .setDataConverter(TemporalConnection.dataConverter())
                      .build())
              .registerSearchAttribute(
                  BuildAttributes.HOST.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
              .build());

  PimFolders folders;
  VmSlots slots;
  BuildLife life;
  OrphanedClaims orphans;

  @BeforeEach
  void make() throws Exception {
    folders = PimFolders.of(Map.of("XDG_RUNTIME_DIR", folder.toString()), folder, folder);
    slots = slots(SERVICE);
    Host host = new Host(folders, System.getenv(), Clock.systemUTC());
    life = new BuildLife(folders, host.builds(), host.machines(), slots);
    orphans = orphans(environment.getWorkflowClient());
    slots.tryClaim(BUILD);
  }

  VmSlots slots(BuildService service) {
    return new VmSlots(folders, 2, service);
  }

  OrphanedClaims orphans(WorkflowClient client) {
    return new OrphanedClaims(new BuildWhereabouts(client, "host1"), life, () -> answering);
  }

  @AfterEach
  void close() {
    environment.close();
  }

  /** Repeats the clean-up as a worker does, because a build may answer too late for one check. */
  void cleanUpUntilNobodyHoldsASlot() throws Exception {
    DevServer.until(
        "the slot is given back",
        () -> {
          orphans.cleanUp();
          return slots.holders().isEmpty();
        });
  }

  WorkflowStub start(Map<String, Object> memo) {
    return start(memo, SearchAttributes.EMPTY);
  }

  WorkflowStub start(Map<String, Object> memo, SearchAttributes attributes) {
    WorkflowClient client = environment.getWorkflowClient();
    WorkflowStub workflow =
        client.newUntypedWorkflowStub(
            "Build",
            WorkflowOptions.newBuilder()
                .setWorkflowId(BUILD.workflowId())
                .setTaskQueue("nobody")
                .setMemo(memo)
                .setTypedSearchAttributes(attributes)
                .build());
    workflow.start();
    return workflow;
  }

  static Map<String, Object> memo(BuildId build) {
    return Map.of(BuildAttributes.BUILD_ID_MEMO, build.text());
  }

  static SearchAttributes on(String host) {
    return SearchAttributes.newBuilder().set(BuildAttributes.HOST, host).build();
  }

  void work(String queue, Class<?> workflow) {
    environment.newWorker(queue).registerWorkflowImplementationTypes(workflow);
    environment.start();
  }

  static BuildStatus status(String host) {
    return status(host, host.isEmpty() ? BuildState.WAITING : BuildState.RUNNING);
  }

  static BuildStatus status(String host, BuildState state) {
    return new BuildStatus(
        BUILD,
        "web",
        Architecture.X86_64,
        state,
        "",
        host,
        Instant.EPOCH,
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** The beginning of a build, as far as it concerns claims. */
  @WorkflowInterface
  public interface Claims {
    @WorkflowMethod(name = "Build")
    void build();

    @QueryMethod
    BuildStatus status();
  }

  /** A build that reports its real host. */
  public static class OnHost1 implements Claims {
    @Override
    public void build() {
      Workflow.await(() -> false);
    }

    @Override
    public BuildStatus status() {
      return OrphanedClaimsFixture.status("host1");
    }
  }

  /** A build that reports its real host. */
  public static final class OnHost2 extends OnHost1 {
    @Override
    public BuildStatus status() {
      return OrphanedClaimsFixture.status("host2");
    }
  }

  /** A build that waits for a person. */
  public static final class Held extends OnHost1 {
    @Override
    public BuildStatus status() {
      return OrphanedClaimsFixture.status("host1", BuildState.HELD);
    }
  }

  /** Requests a host that does not exist. */
  public static final class Claiming implements Claims {
    @Override
    public void build() {
      Workflow.newActivityStub(ClaimActivities.class, ActivityLimits.claim("nobody")).claim(BUILD);
    }

    @Override
    public BuildStatus status() {
      return OrphanedClaimsFixture.status("");
    }
  }

  /** A client that runs an action on this host each time it asks the service. */
  WorkflowClient actingOnEachCall(Callable<?> event) {
    WorkflowClient client = environment.getWorkflowClient();
    return (WorkflowClient)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {WorkflowClient.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getWorkflowServiceStubs")) {
                event.call();
              }
              return method.invoke(client, arguments);
            });
  }
}
