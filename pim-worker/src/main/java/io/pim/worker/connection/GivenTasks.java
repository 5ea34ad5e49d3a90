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
 * Sees every task that the service gives to this process before anything is done about it, and
 * every answer once the service has it.
 *
 * <p>It looks at the calls themselves, below the SDK: between the return of an activity and the
 * answer to the service a worker may be killed as well.
 */
public final class GivenTasks implements ClientInterceptor {
  /** The service knows no such task any more, or never will. */
  private static final Set<Status.Code> SETTLED =
      EnumSet.of(Status.Code.OK, Status.Code.NOT_FOUND, Status.Code.INVALID_ARGUMENT);

  private static final Set<CommandType> ENDS_A_RUN =
      EnumSet.of(
          CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION,
          CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION,
          CommandType.COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION,
          CommandType.COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION);

  private static final Listener NOBODY =
      new Listener() {
        @Override
        public void given(GivenTask task) {}

        @Override
        public void settled(String key) {}
      };

  /** Keys of runs by those of the tokens that the service waits for: an answer has only these. */
  private final Map<String, String> runs = new ConcurrentHashMap<>();

  private volatile Listener listener = NOBODY;

  /** Told of tasks, on the threads that get and answer them; must not throw. */
  public interface Listener {
    /** Nothing has been done about the task, and nothing will be until this returns. */
    void given(GivenTask task);

    /**
     * Nobody needs to know of the task any more.
     *
     * @param key of the task
     */
    void settled(String key);
  }

  /** Tells {@code next} from now on. */
  public void tell(Listener next) {
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
              tellOfTasksIn(message);
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

  private void tellOfTasksIn(Object response) {
    if (response instanceof PollActivityTaskQueueResponse task) {
      tell(task);
    } else if (response instanceof PollWorkflowTaskQueueResponse task) {
      tell(task);
    } else if (response instanceof RespondWorkflowTaskCompletedResponse more) {
      more.getActivityTasksList().forEach(this::tell);
      tell(more.getWorkflowTask());
    }
  }

  private void tell(PollActivityTaskQueueResponse task) {
    if (!task.getTaskToken().isEmpty()) {
      listener.given(GivenTask.of(task));
    }
  }

  /** A query changes nothing, and is asked again by who asked. */
  private void tell(PollWorkflowTaskQueueResponse task) {
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
      return runOf(answer.getTaskToken()).filter(run -> endsTheRun(answer));
    }
    if (request instanceof RespondWorkflowTaskFailedRequest answer) {
      runOf(answer.getTaskToken());
    }
    return Optional.empty();
  }

  private Optional<String> runOf(ByteString token) {
    return Optional.ofNullable(runs.remove(GivenTask.keyOf(token)));
  }

  /**
   * A worker keeps a run in memory, and is asked first for what comes next in it: a run is known
   * until it has ended, not only while there is a task of it.
   */
  private static boolean endsTheRun(RespondWorkflowTaskCompletedRequest answer) {
    return answer.getCommandsList().stream()
        .anyMatch(command -> ENDS_A_RUN.contains(command.getCommandType()));
  }
}
