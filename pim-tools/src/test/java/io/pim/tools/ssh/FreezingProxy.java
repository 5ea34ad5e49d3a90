package io.pim.tools.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** Forwards bytes until a test freezes it; then it only accepts bytes. */
final class FreezingProxy implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile boolean frozen;

  FreezingProxy(int target) throws IOException {
    daemon(
        () -> {
          try (Socket client = listener.accept();
              Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            daemon(() -> pass(client, server));
            daemon(() -> pass(server, client));
            end.await();
          } catch (IOException | InterruptedException e) {
            // The test is over.
          }
        });
  }

  int port() {
    return listener.getLocalPort();
  }

  void freeze() {
    frozen = true;
  }

  private void pass(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!frozen) {
          out.write(buffer, 0, n);
        }
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    end.countDown();
    listener.close();
  }
}
