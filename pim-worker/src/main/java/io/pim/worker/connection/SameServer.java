package io.pim.worker.connection;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.concurrent.TimeUnit;

/**
 * Accepts "not found" only from the intended server. When PIM's own server ends, any program may
 * take its port, such as the server of another user, and a connection reaches that one without
 * notice. Its "not found" becomes UNAVAILABLE, as if nobody had answered.
 */
final class SameServer implements ClientInterceptor {
  private static final int LIMIT_SECONDS = 5;

  private final ServiceAddress address;

  SameServer(ServiceAddress address) {
    this.address = address;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    ClientCall<Q, A> call = next.newCall(method, options);
    if (address.namespaceId().isEmpty()
        || method.getFullMethodName().equals(describe().getFullMethodName())) {
      return call;
    }
    return new SimpleForwardingClientCall<>(call) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                super.onClose(
                    status.getCode() == Status.Code.NOT_FOUND ? checked(status, next) : status,
                    trailers);
              }
            },
            headers);
      }
    };
  }

  /** Asks on a thread of the caller or of gRPC's pool, either of which may wait. */
  private Status checked(Status notFound, Channel channel) {
    try {
      address.requireId(
          ClientCalls.blockingUnaryCall(
                  channel,
                  describe(),
                  CallOptions.DEFAULT.withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS),
                  DescribeNamespaceRequest.newBuilder().setNamespace(address.namespace()).build())
              .getNamespaceInfo()
              .getId());
      return notFound;
    } catch (StatusRuntimeException e) {
      return Status.UNAVAILABLE.withDescription(e.getMessage()).withCause(e);
    }
  }

  private static MethodDescriptor<DescribeNamespaceRequest, DescribeNamespaceResponse> describe() {
    return WorkflowServiceGrpc.getDescribeNamespaceMethod();
  }
}
