package io.pim.e2e.service;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy in front of a Temporal server that checks API keys: TLS without client certificates, and
 * the header {@code authorization: Bearer KEY} in every call. Calls with another header, or without
 * one, get UNAUTHENTICATED.
 */
final class ApiKeyProxy implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final int MAX_MESSAGE = 16 << 20;

  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger served = new AtomicInteger();
  private final String wanted;
  private final ManagedChannel upstream;
  private final Server server;

  ApiKeyProxy(Topology topology, String key) throws IOException {
    this.wanted = "Bearer " + key;
    this.upstream =
        NettyChannelBuilder.forAddress("localhost", topology.port("temporal", 7233))
            .sslContext(
                GrpcSslContexts.forClient()
                    .trustManager(topology.secret("ca.pem").toFile())
                    .keyManager(
                        topology.secret("admin.pem").toFile(),
                        topology.secret("admin-key.pem").toFile())
                    .build())
            .maxInboundMessageSize(MAX_MESSAGE)
            .build();
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sslContext(
                GrpcSslContexts.forServer(
                        topology.secret("temporal.pem").toFile(),
                        topology.secret("temporal-key.pem").toFile())
                    .build())
            .maxInboundMessageSize(MAX_MESSAGE)
            .fallbackHandlerRegistry(
                new HandlerRegistry() {
                  @Override
                  public ServerMethodDefinition<?, ?> lookupMethod(String name, String authority) {
                    return ServerMethodDefinition.create(method(name), ApiKeyProxy.this::start);
                  }
                })
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  /** The number of calls with the key. */
  int served() {
    return served.get();
  }

  int refused() {
    return refused.get();
  }

  private ServerCall.Listener<byte[]> start(ServerCall<byte[], byte[]> call, Metadata headers) {
    if (!wanted.equals(headers.get(AUTHORIZATION))) {
      refused.incrementAndGet();
      call.close(Status.UNAUTHENTICATED.withDescription("this API key is unknown"), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    served.incrementAndGet();
    headers.discardAll(AUTHORIZATION);
    ClientCall<byte[], byte[]> onward =
        upstream.newCall(
            method(call.getMethodDescriptor().getFullMethodName()), CallOptions.DEFAULT);
    onward.start(new Back(call), headers);
    onward.request(1);
    call.request(2);
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(byte[] message) {
        onward.sendMessage(message);
      }

      @Override
      public void onHalfClose() {
        onward.halfClose();
      }

      @Override
      public void onCancel() {
        onward.cancel("the client has ended the call", null);
      }
    };
  }

  /** Returns an answer. All calls of Temporal that PIM uses have exactly one. */
  private static final class Back extends ClientCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> call;

    Back(ServerCall<byte[], byte[]> call) {
      this.call = call;
    }

    @Override
    public void onHeaders(Metadata headers) {
      call.sendHeaders(headers);
    }

    @Override
    public void onMessage(byte[] message) {
      call.sendMessage(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (!call.isCancelled()) {
        call.close(status, trailers);
      }
    }
  }

  private static MethodDescriptor<byte[], byte[]> method(String name) {
    return MethodDescriptor.newBuilder(new Bytes(), new Bytes())
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(name)
        .build();
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
    upstream.shutdownNow();
  }
}
