package io.pim.worker.connection;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.MethodDescriptor;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the polls of each task queue on a connection, whether or not the service answers. */
public final class Polls implements ClientInterceptor {
  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

  /** The number of polls of the queue. */
  public long count(String queue) {
    AtomicLong count = counts.get(queue);
    return count == null ? 0 : count.get();
  }

  /** Counts a poll of the queue. */
  public void polled(String queue) {
    counts.computeIfAbsent(queue, q -> new AtomicLong()).incrementAndGet();
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void sendMessage(Q message) {
        if (message instanceof PollActivityTaskQueueRequest poll) {
          polled(poll.getTaskQueue().getName());
        } else if (message instanceof PollWorkflowTaskQueueRequest poll) {
          polled(poll.getTaskQueue().getName());
        }
        super.sendMessage(message);
      }
    };
  }
}
