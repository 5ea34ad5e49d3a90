package io.pim.workflows.build;

import io.pim.workflows.message.BuildResult;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.message.OnFailure;
import io.temporal.client.WorkflowStub;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** One build on a fake host; time is skipped. */
abstract class BuildWorkflowFixture {
  BuildEnvironment environment;
  FakeHost host;
  BuildWorkflow workflow;
  WorkflowStub stub;

  @BeforeEach
  void start() {
    environment = new BuildEnvironment();
    host = environment.host();
    workflow = environment.newBuild();
    stub = WorkflowStub.fromTyped(workflow);
  }

  @AfterEach
  void stop() {
    environment.close();
  }

  BuildResult run() {
    startHolding();
    return stub.getResult(BuildResult.class);
  }

  void startHolding() {
    stub.start(TestPlans.request(TestPlans.plan("a", "b"), OnFailure.HOLD));
  }

  BuildStatus await(Predicate<BuildStatus> wanted) {
    return environment.await(workflow, wanted);
  }

  long count(String call) {
    return host.calls().stream().filter(call::equals).count();
  }
}
