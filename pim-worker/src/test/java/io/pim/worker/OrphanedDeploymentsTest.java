package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.pim.host.build.StepReporter;
import io.pim.host.claim.BuildService;
import io.pim.host.deploy.DeployLife;
import io.pim.host.deploy.OpenDeployment;
import io.pim.model.deploy.DeployStep;
import io.pim.model.files.DeploymentFolder;
import io.pim.model.files.DeploymentId;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.PimFolders;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.deploy.DeployWorkflow;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workflows count as running although no worker serves them; the target is a real folder. */
@Timeout(300)
class OrphanedDeploymentsTest {
  private static final BuildService SERVICE = new BuildService("temporal:7233", "default");
  private static final DeploymentId ID = ShelfDeployments.id(1);
  private static final List<DeployStep> UP_TO_CREATE =
      List.of(
          DeployStep.RESOLVE,
          DeployStep.CHECK,
          DeployStep.CONVERT,
          DeployStep.UPLOAD,
          DeployStep.CREATE);

  @TempDir Path folder;
  private final TestWorkflowEnvironment environment =
      TestWorkflowEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder()
              .setWorkflowClientOptions(
                  WorkflowClientOptions.newBuilder()
                      .setDataConverter(TemporalConnection.dataConverter())
                      .build())
              .build());
  private final Now now = new Now();
  private BuildService answering = SERVICE;
  private PimFolders folders;
  private Path shelf;
  private Host host;
  private DeployLife life;
  private OrphanedDeployments orphans;

  /** A clock that stands still. */
  private static final class Now extends Clock {
    private Instant instant = Instant.parse("2026-11-02T11:00:00Z");

    void pass(Duration time) {
      instant = instant.plus(time);
    }

    @Override
    public Instant instant() {
      return instant;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void deployUpToTheSwitch() throws Exception {
    folders = PimFolders.of(Map.of("XDG_RUNTIME_DIR", folder.toString()), folder, folder);
    shelf = Files.createDirectories(folder.resolve("shelf"));
    host = new Host(folders, System.getenv(), now);
    life = new DeployLife(host.deployments(), host.deployWork());
    orphans = orphans(environment.getWorkflowClient());
    DeployRequest request = new ShelfDeployments(folders, shelf, "host1", 100_000).request(1);
    life.open(request, SERVICE);
    run(UP_TO_CREATE);
    assertTrue(isOnTheTarget());
  }

  @AfterEach
  void close() {
    environment.close();
  }

  private OrphanedDeployments orphans(WorkflowClient client) {
    return new OrphanedDeployments(new RunningWorkflows(client), life, () -> answering, now);
  }

  private void run(List<DeployStep> steps) throws Exception {
    OpenDeployment deployment = host.deployments().open(ID);
    for (DeployStep step : steps) {
      host.deployWork().run(deployment, step, new Unseen());
    }
  }

  /** A listener that ignores everything. */
  private static final class Unseen implements StepReporter {
    @Override
    public void line(String line) {}

    @Override
    public void fraction(double fraction, String line) {}
  }

  private DeploymentFolder its() {
    return folders.deployment(ID);
  }

  private boolean isOnTheTarget() {
    return Files.exists(shelf.resolve("web-x86_64"), LinkOption.NOFOLLOW_LINKS);
  }

  private boolean isClosed() throws Exception {
    return life.unclosed().isEmpty();
  }

  private WorkflowStub start(DeploymentId id) {
    WorkflowStub workflow =
        environment
            .getWorkflowClient()
            .newUntypedWorkflowStub(
                DeployWorkflow.TYPE,
                WorkflowOptions.newBuilder()
                    .setWorkflowId(id.workflowId())
                    .setTaskQueue("nobody")
                    .setMemo(Map.of(BuildAttributes.DEPLOYMENT_ID_MEMO, id.text()))
                    .build());
    workflow.start();
    return workflow;
  }

  private void requireLeftAlone() throws Exception {
    assertFalse(isClosed());
    assertTrue(isOnTheTarget());
  }

  private void requireUndone() throws Exception {
    assertTrue(isClosed());
    assertFalse(isOnTheTarget());
    assertTrue(Files.exists(its().log()), "its log is kept");
  }

  @Test
  void leavesARunningDeploymentAlone() throws Exception {
    start(ID);

    orphans.run();

    requireLeftAlone();
  }

  @Test
  void undoesAnEndedDeployment() throws Exception {
    start(ID).terminate("for the test");

    orphans.run();

    requireUndone();
  }

  @Test
  void undoesADeploymentThatTheServiceDoesNotKnow() throws Exception {
    orphans.run();

    requireUndone();
  }

  @Test
  void undoesAnEarlierDeploymentBesideALaterOne() throws Exception {
    start(ShelfDeployments.id(2));

    orphans.run();

    requireUndone();
  }

  @Test
  void keepsARecordedDeployment() throws Exception {
    run(List.of(DeployStep.SWITCH, DeployStep.RECORD));

    orphans.run();

    assertTrue(isClosed());
    assertTrue(Files.exists(shelf.resolve("web-x86_64/current/image.qcow2")));
  }

  /** Users saw it for a moment; nobody else has it in a registry. */
  @Test
  void undoesASwitchedButUnrecordedDeployment() throws Exception {
    run(List.of(DeployStep.SWITCH));

    orphans.run();

    requireUndone();
  }

  @Test
  void leavesADeploymentOfAnotherServiceAlone() throws Exception {
    answering = new BuildService("temporal:7233", "other");

    orphans.run();

    requireLeftAlone();
  }

  /** As when a tunnel suddenly leads to another service. */
  @Test
  void ignoresAnAnswerIfTheServiceChangesDuringTheCheck() throws Exception {
    WorkflowClient changing = asked(() -> answering = new BuildService("temporal:7233", "other"));

    orphans(changing).run();

    requireLeftAlone();
  }

  @Test
  void leavesADeploymentOfAnUnknownServiceAlone() throws Exception {
    Files.writeString(its().service(), "no JSON");

    orphans.run();

    requireLeftAlone();
  }

  @Test
  void asksAServiceThatDidNotAnswerAgain() throws Exception {
    boolean[] down = {true};
    OrphanedDeployments patient =
        orphans(
            asked(
                () -> {
                  if (down[0]) {
                    throw Status.UNAVAILABLE.asRuntimeException();
                  }
                }));

    patient.run();
    requireLeftAlone();

    down[0] = false;
    patient.run();
    requireUndone();
  }

  @Test
  void leavesADeploymentAloneWhileAStepRuns() throws Exception {
    ExclusiveFile.Hold turn = new ExclusiveFile(its().turn()).tryHold().orElseThrow();
    try {
      orphans.run();
      requireLeftAlone();
    } finally {
      turn.close();
    }

    orphans.run();
    requireUndone();
  }

  @Test
  void retriesAFailedTargetAfterFiveMinutes() throws Exception {
    String request = Files.readString(its().request());
    Files.writeString(its().request(), "no JSON");
    orphans.run();
    requireLeftAlone();
    Files.writeString(its().request(), request);

    now.pass(Duration.ofMinutes(5).minusSeconds(1));
    orphans.run();
    requireLeftAlone();

    now.pass(Duration.ofSeconds(1));
    orphans.run();
    requireUndone();
  }

  /** A client that runs an action each time its service is about to be called. */
  private WorkflowClient asked(Runnable first) {
    WorkflowClient client = environment.getWorkflowClient();
    return (WorkflowClient)
        Proxy.newProxyInstance(
            WorkflowClient.class.getClassLoader(),
            new Class<?>[] {WorkflowClient.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getWorkflowServiceStubs")) {
                first.run();
              }
              return method.invoke(client, arguments);
            });
  }
}
