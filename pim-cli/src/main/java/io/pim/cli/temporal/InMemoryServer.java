package io.pim.cli.temporal;

import io.temporal.testserver.TestServer;
import java.util.concurrent.CountDownLatch;

/**
 * The Temporal server of last resort, as a process. Its data is lost when it ends, and it can
 * neither list nor count builds.
 */
public final class InMemoryServer {
  private InMemoryServer() {}

  /** Serves until the process is stopped; the only argument is the port. */
  public static void main(String[] arguments) throws InterruptedException {
    var server = TestServer.createPortBoundServer(Integer.parseInt(arguments[0]));
    // Prints the same as Temporal's own server.
    System.out.println("Server: 127.0.0.1:" + arguments[0]);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "close"));
    new CountDownLatch(1).await();
  }
}
