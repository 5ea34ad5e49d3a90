package io.pim.worker;

import io.pim.model.files.BuildId;
import io.pim.model.registry.ImageEntry;
import io.pim.worker.connection.PayloadRefused;
import io.pim.workflows.activity.StepRef;
import io.pim.workflows.build.BuildWorkflow;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.RequestRef;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkflowImplementationOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom a worker obeys: PIM's own workflows, about the build they are.
 *
 * <p>Anybody who reaches the service can send work to a queue. What a payload says is believed,
 * because it is signed for its workflow and activity, or it does not get this far; here an activity
 * looks whether the build in it is the one that asks.
 */
final class WhomToObey {
  /** Everything that activities take, and the build it is about. */
  static final Map<Class<?>, Function<Object, BuildId>> ARGUMENTS =
      Map.of(
          BuildId.class, about -> (BuildId) about,
          StepRef.class, about -> ((StepRef) about).buildId(),
          BuildRequest.class, about -> ((BuildRequest) about).buildId(),
          RequestRef.class, about -> ((RequestRef) about).buildId(),
          ImageEntry.class, about -> ((ImageEntry) about).buildId());

  private static final Logger LOG = LoggerFactory.getLogger(WhomToObey.class);

  /** The type of the failure of an activity that was asked for by a stranger. */
  static final String TYPE = "NotOfThisBuild";

  private WhomToObey() {}

  /** A workflow whose request is refused fails at once: no later try makes it PIM's. */
  static WorkflowImplementationOptions workflowOptions() {
    return WorkflowImplementationOptions.newBuilder()
        .setFailWorkflowExceptionTypes(PayloadRefused.class)
        .build();
  }

  static WorkerFactoryOptions factoryOptions() {
    return WorkerFactoryOptions.newBuilder().setWorkerInterceptors(new OwnBuildsOnly()).build();
  }

  private static final class OwnBuildsOnly extends WorkerInterceptorBase {
    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
      return new Look(next);
    }
  }

  private static final class Look extends ActivityInboundCallsInterceptorBase {
    private ActivityInfo info;

    Look(ActivityInboundCallsInterceptor next) {
      super(next);
    }

    @Override
    public void init(ActivityExecutionContext context) {
      info = context.getInfo();
      super.init(context);
    }

    @Override
    public ActivityOutput execute(ActivityInput input) {
      requireOwn(info.getWorkflowType(), info.getWorkflowId(), Arrays.asList(input.getArguments()));
      return super.execute(input);
    }
  }

  /**
   * Looks whether an activity works on the build that asks for it.
   *
   * @throws ApplicationFailure otherwise, never to be tried again
   */
  static void requireOwn(String workflowType, String workflowId, List<Object> arguments) {
    boolean own =
        workflowType.equals(BuildWorkflow.TYPE)
            && !arguments.isEmpty()
            && arguments.stream()
                .allMatch(
                    argument ->
                        buildOf(argument)
                            .filter(build -> build.workflowId().equals(workflowId))
                            .isPresent());
    if (!own) {
      String message =
          "Refused an activity of workflow " + workflowId + ": it is not about that build.";
      LOG.warn("{}", message);
      throw ApplicationFailure.newNonRetryableFailure(message, TYPE);
    }
  }

  /** The build an argument is about; empty for anything that no build sends. */
  private static Optional<BuildId> buildOf(Object argument) {
    return Optional.ofNullable(argument)
        .map(about -> ARGUMENTS.get(about.getClass()))
        .map(build -> build.apply(argument));
  }
}
