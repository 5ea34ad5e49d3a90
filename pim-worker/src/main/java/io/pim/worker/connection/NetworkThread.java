package io.pim.worker.connection;

import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The thread that sends and receives for one connection.
 *
 * <p>Without it, gRPC shares threads among all connections of the process, and ends them one second
 * after the last connection is closed. They wait in native code, and a Java that exits gives such
 * threads 300 ms ({@code VM_Exit::wait_for_threads_in_native_to_block} in HotSpot): every command
 * that had asked the service ended that much later.
 */
final class NetworkThread implements AutoCloseable {
  static final String NAME = "temporal-connection";

  private static final long CLOSE_SECONDS = 2;

  /** Java's own selectors: Netty's epoll would have to unpack a native library at each start. */
  private final EventLoopGroup loop =
      new NioEventLoopGroup(1, new DefaultThreadFactory(NAME, true));

  /** Makes a channel use this thread. */
  void use(ManagedChannelBuilder<?> channel) {
    ((NettyChannelBuilder) channel).eventLoopGroup(loop).channelType(NioSocketChannel.class);
  }

  /** Ends the thread. The channel must be shut down before. */
  @Override
  public void close() {
    loop.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
