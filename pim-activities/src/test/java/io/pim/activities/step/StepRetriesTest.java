package io.pim.activities.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.TestBuilds;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.workflows.activity.ActivityLimits;
import io.temporal.activity.ActivityInterface;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The number of times that a server runs a step when it retries as PIM requests. */
@Timeout(180)
class StepRetriesTest {
  private static final String HOST = "host1";
  private static final int TRIES = 10;

  @TempDir Path folder;
  private final TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance();

  /** One step, retried as a build's steps are. */
  @WorkflowInterface
  public interface OneStep {
    @WorkflowMethod
    String run();
  }

  /** The step. */
  @ActivityInterface
  public interface Trying {
    String attempt();
  }

  /** Runs the step under a build's limits. */
  public static final class OneStepImpl implements OneStep {
    @Override
    public String run() {
      return Workflow.newActivityStub(Trying.class, ActivityLimits.step(HOST, "step")).attempt();
    }
  }

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void theTenthFailureInARowNeedsAPerson() {
    AtomicInteger tries = new AtomicInteger();

    ApplicationFailure failure =
        failureOf(
            n -> {
              tries.set(n);
              throw BuildFailure.of(FailureKind.NETWORK, "no network").build();
            });

    assertEquals(TRIES, tries.get());
    assertTrue(failure.isNonRetryable());
    assertEquals(FailureKind.NETWORK.name(), failure.getType());
  }

  @Test
  void triesOnceForFailuresThatNeedAPerson() {
    AtomicInteger tries = new AtomicInteger();

    failureOf(
        n -> {
          tries.set(n);
          throw BuildFailure.of(FailureKind.SCRIPT_FAILED, "exit 3").build();
        });

    assertEquals(1, tries.get());
  }

  @Test
  void allowsMoreStopsOfWorkers() {
    assertEquals(
        "try 13",
        run(
            n -> {
              if (n <= 12) {
                throw new Stopped();
              }
              return "try " + n;
            }));
  }

  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private ApplicationFailure failureOf(IntFunction<String> step) {
    WorkflowException e = assertThrows(WorkflowException.class, () -> run(step));
    return assertInstanceOf(ApplicationFailure.class, e.getCause().getCause());
  }

  private String run(IntFunction<String> step) {
    StepRunner runner = Bench.runner(new TestBuilds(folder));
    AtomicInteger count = new AtomicInteger();
    Worker workflows = environment.newWorker("workflows");
    workflows.registerWorkflowImplementationTypes(OneStepImpl.class);
    environment
        .newWorker("pim-host-" + HOST)
        .registerActivitiesImplementations(
            (Trying)
                () ->
                    runner.guarded(
                        "step",
                        heartbeat -> {
                          try {
                            return step.apply(count.incrementAndGet());
                          } catch (Stopped e) {
                            throw new InterruptedException();
                          }
                        }));
    environment.start();
    return environment
        .getWorkflowClient()
        .newWorkflowStub(
            OneStep.class, WorkflowOptions.newBuilder().setTaskQueue("workflows").build())
        .run();
  }
}
