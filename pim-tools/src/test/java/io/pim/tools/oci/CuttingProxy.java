package io.pim.tools.oci;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proxy before a registry that cuts off the connection of one request: before the registry gets
 * it, or after the registry has carried it out. It counts only requests that change something.
 */
public final class CuttingProxy implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)\r?$");

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicInteger changes = new AtomicInteger();
  private final int registry;
  private volatile int cutAt = -1;
  private volatile boolean afterwards;

  public CuttingProxy(int registry) throws IOException {
    this.registry = registry;
    daemon(
        () -> {
          while (true) {
            Socket client = listener.accept();
            daemon(() -> serve(client));
          }
        });
  }

  /** A repository as an entry of targets.d. */
  public String repository(String name) {
    return "127.0.0.1:" + listener.getLocalPort() + "/" + name;
  }

  /** Cuts off the change with this number; counts from now on, starting at 0. */
  public void cut(int number, boolean whenDone) {
    changes.set(0);
    cutAt = number;
    afterwards = whenDone;
  }

  /** The number of changes requested since {@link #cut}. */
  public int changes() {
    return changes.get();
  }

  private void serve(Socket client) throws IOException {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream());
      String head = head(in);
      if (head.isEmpty()) {
        return;
      }
      Matcher length = LENGTH.matcher(head);
      byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
      boolean cut = !head.matches("(?s)(GET|HEAD) .*") && changes.getAndIncrement() == cutAt;
      if (cut && !afterwards) {
        return;
      }
      byte[] answer = ask(head, body);
      if (!cut) {
        client.getOutputStream().write(answer);
      }
    }
  }

  private byte[] ask(String head, byte[] body) throws IOException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), registry)) {
      server.setTcpNoDelay(true);
      OutputStream out = server.getOutputStream();
      String once =
          head.replaceAll("(?im)^(connection|upgrade|http2-settings):.*\r\n", "")
              .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
      out.write(once.getBytes(ISO_8859_1));
      out.write(body);
      out.flush();
      return server.getInputStream().readAllBytes();
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int one = in.read(); one >= 0; one = in.read()) {
      head.write(one);
      if (one == '\n' && head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
        return head.toString(ISO_8859_1);
      }
    }
    return "";
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // The test is over, or one end has closed the connection.
              }
            },
            "cutting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
