package io.pim.worker.connection;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCanceledRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reports every task that the service gives to this process before the task starts, and again once
 * the service has its result.
 *
 * <p>It intercepts gRPC calls, because a worker may be killed after an activity has returned and
 * before the SDK has sent the result.
 */
public final class GivenTasks implements ClientInterceptor {
  /** With these answers the service has closed the task, or never had such a task. */
  private static final Set<Status.Code> SETTLED =
      EnumSet.of(Status.Code.OK, Status.Code.NOT_FOUND, Status.Code.INVALID_ARGUMENT);

  private static final Set<CommandType> ENDING_COMMANDS =
      EnumSet.of(
          CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION,
          CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION,
          CommandType.COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION,
          CommandType.COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION);

  private static final Listener NO_LISTENER =
      new Listener() {
        @Override
        public void given(GivenTask task) {}

        @Override
        public void settled(String key) {}
      };

  /** The keys of runs by the keys of open task tokens. A response contains only the token. */
  private final Map<String, String> runs = new ConcurrentHashMap<>();

  private volatile Listener listener = NO_LISTENER;

  /** Receives tasks, on the threads of the gRPC calls. Implementations must not throw. */
  public interface Listener {
    /** A task has arrived. The worker starts it after this method has returned. */
    void given(GivenTask task);

    /**
     * A task is complete, or its run has ended.
     *
     * @param key {@link GivenTask#key()} of the task
     */
    void settled(String key);
  }

  /** Replaces the listener. */
  public void setListener(Listener next) {
    listener = next;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new Call<>(next.newCall(method, options));
  }

  private final class Call<Q, A> extends SimpleForwardingClientCall<Q, A> {
    private Optional<String> settles = Optional.empty();

    Call(ClientCall<Q, A> call) {
      super(call);
    }

    @Override
    public void sendMessage(Q message) {
      settles = keySettledBy(message);
      super.sendMessage(message);
    }

    @Override
    public void start(ClientCall.Listener<A> responses, Metadata headers) {
      super.start(
          new SimpleForwardingClientCallListener<>(responses) {
            @Override
            public void onMessage(A message) {
              reportTasksIn(message);
              super.onMessage(message);
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
              if (SETTLED.contains(status.getCode())) {
                settles.ifPresent(listener::settled);
              }
              super.onClose(status, trailers);
            }
          },
          headers);
    }
  }

  private void reportTasksIn(Object response) {
    if (response instanceof PollActivityTaskQueueResponse task) {
      report(task);
    } else if (response instanceof PollWorkflowTaskQueueResponse task) {
      report(task);
    } else if (response instanceof RespondWorkflowTaskCompletedResponse more) {
      more.getActivityTasksList().forEach(this::report);
      report(more.getWorkflowTask());
    }
  }

  private void report(PollActivityTaskQueueResponse task) {
    if (!task.getTaskToken().isEmpty()) {
      listener.given(GivenTask.of(task));
    }
  }

  /** Skips queries: they change nothing, and their client repeats them. */
  private void report(PollWorkflowTaskQueueResponse task) {
    if (!task.getTaskToken().isEmpty() && !task.hasQuery()) {
      GivenTask given = GivenTask.of(task);
      runs.put(GivenTask.keyOf(task.getTaskToken()), given.key());
      listener.given(given);
    }
  }

  private Optional<String> keySettledBy(Object request) {
    if (request instanceof RespondActivityTaskCompletedRequest answer) {
      return Optional.of(GivenTask.keyOf(answer.getTaskToken()));
    }
    if (request instanceof RespondActivityTaskFailedRequest answer) {
      return Optional.of(GivenTask.keyOf(answer.getTaskToken()));
    }
    if (request instanceof RespondActivityTaskCanceledRequest answer) {
      return Optional.of(GivenTask.keyOf(answer.getTaskToken()));
    }
    if (request instanceof RespondWorkflowTaskCompletedRequest answer) {
      return removeRun(answer.getTaskToken()).filter(run -> endsRun(answer));
    }
    if (request instanceof RespondWorkflowTaskFailedRequest answer) {
      removeRun(answer.getTaskToken());
    }
    return Optional.empty();
  }

  private Optional<String> removeRun(ByteString token) {
    return Optional.ofNullable(runs.remove(GivenTask.keyOf(token)));
  }

  /**
   * A run stays recorded until it ends, even between its tasks: the worker has it in memory, so the
   * service offers the run's next task to that worker first.
   */
  private static boolean endsRun(RespondWorkflowTaskCompletedRequest answer) {
    return answer.getCommandsList().stream()
        .anyMatch(command -> ENDING_COMMANDS.contains(command.getCommandType()));
  }
}
