package io.pim.worker;

import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentId;
import io.pim.model.registry.ImageEntry;
import io.pim.worker.connection.PayloadRefused;
import io.pim.workflows.activity.DeployOrderRef;
import io.pim.workflows.activity.DeployStepRef;
import io.pim.workflows.activity.LayerOrder;
import io.pim.workflows.activity.PushOrder;
import io.pim.workflows.activity.StepRef;
import io.pim.workflows.activity.TakeOver;
import io.pim.workflows.build.BuildWorkflow;
import io.pim.workflows.deploy.DeployWorkflow;
import io.pim.workflows.host.HostWorkflow;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.HostOrder;
import io.pim.workflows.message.RequestRef;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkflowImplementationOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restricts a worker to PIM's own workflows, and each workflow to its own build or deployment.
 *
 * <p>Anybody with access to the service can send work to a queue. The content of a payload is
 * trusted here, because payloads without a signature for their workflow and activity were refused
 * before. This class checks that the build or deployment in an activity's arguments is the one that
 * requests it.
 */
final class WhomToObey {
  /** All argument types of activities, and the workflow that may send them. */
  static final Map<Class<?>, Function<Object, Workflow>> ARGUMENTS =
      Map.ofEntries(
          sentBy(BuildId.class, WhomToObey::of),
          sentBy(StepRef.class, step -> of(step.buildId())),
          sentBy(BuildRequest.class, request -> of(request.buildId())),
          sentBy(RequestRef.class, request -> of(request.buildId())),
          sentBy(ImageEntry.class, image -> of(image.buildId())),
          sentBy(PushOrder.class, order -> of(order.buildId())),
          sentBy(LayerOrder.class, order -> of(order.buildId())),
          sentBy(TakeOver.class, order -> of(order.buildId())),
          sentBy(DeployOrderRef.class, order -> of(order.buildId())),
          sentBy(DeploymentId.class, WhomToObey::of),
          sentBy(DeployStepRef.class, step -> of(step.id())),
          sentBy(DeployRequest.class, request -> of(request.id())),
          sentBy(HostOrder.class, WhomToObey::of));

  private static <T> Map.Entry<Class<?>, Function<Object, Workflow>> sentBy(
      Class<T> type, Function<T, Workflow> workflow) {
    return Map.entry(type, argument -> workflow.apply(type.cast(argument)));
  }

  /**
   * A workflow of PIM's, which runs one build or one deployment at a time, or keeps the record of
   * one host.
   */
  record Workflow(String type, String id) {}

  private static Workflow of(BuildId build) {
    return new Workflow(BuildWorkflow.TYPE, build.workflowId());
  }

  private static Workflow of(DeploymentId deployment) {
    return new Workflow(DeployWorkflow.TYPE, deployment.workflowId());
  }

  private static Workflow of(HostOrder order) {
    return new Workflow(HostWorkflow.TYPE, HostWorkflow.workflowId(order.hostId()));
  }

  private static final Logger LOG = LoggerFactory.getLogger(WhomToObey.class);

  /** The failure type of an activity that PIM's own workflow for the build did not request. */
  static final String TYPE = "NotOfThisBuild";

  private WhomToObey() {}

  /** A workflow with a refused request fails at once, because a retry would be refused as well. */
  static WorkflowImplementationOptions workflowOptions() {
    return WorkflowImplementationOptions.newBuilder()
        .setFailWorkflowExceptionTypes(PayloadRefused.class)
        .build();
  }

  /**
   * The options of a worker.
   *
   * @param inner interceptors that see only accepted requests
   */
  static WorkerFactoryOptions factoryOptions(List<WorkerInterceptor> inner) {
    // The SDK calls the last one first.
    return WorkerFactoryOptions.newBuilder()
        .setWorkerInterceptors(
            Stream.concat(inner.stream(), Stream.of(new OwnBuildsOnly()))
                .toArray(WorkerInterceptor[]::new))
        .build();
  }

  private static final class OwnBuildsOnly extends WorkerInterceptorBase {
    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
      return new OwnershipCheck(next);
    }
  }

  private static final class OwnershipCheck extends ActivityInboundCallsInterceptorBase {
    private ActivityInfo info;

    OwnershipCheck(ActivityInboundCallsInterceptor next) {
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
   * Checks that an activity works on the build or deployment that requests it.
   *
   * @throws ApplicationFailure if it does not; Temporal does not retry it
   */
  static void requireOwn(String workflowType, String workflowId, List<Object> arguments) {
    boolean own =
        !arguments.isEmpty()
            && arguments.stream()
                .allMatch(
                    argument ->
                        workflowOf(argument)
                            .filter(new Workflow(workflowType, workflowId)::equals)
                            .isPresent());
    if (!own) {
      String message =
          "Refused an activity of workflow " + workflowId + ": it is not about that workflow.";
      LOG.warn("{}", message);
      throw ApplicationFailure.newNonRetryableFailure(message, TYPE);
    }
  }

  /** The workflow that may send an argument; empty for any type that none sends. */
  private static Optional<Workflow> workflowOf(Object argument) {
    return Optional.ofNullable(argument)
        .map(about -> ARGUMENTS.get(about.getClass()))
        .map(workflow -> workflow.apply(argument));
  }
}
