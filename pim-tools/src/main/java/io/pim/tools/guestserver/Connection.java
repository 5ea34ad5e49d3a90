package io.pim.tools.guestserver;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One client connection: it reads one request head, writes one answer, and closes (RFC 9112 section
 * 9.6).
 */
final class Connection {
  private static final byte[] NOT_FOUND = "not found\n".getBytes(StandardCharsets.UTF_8);
  private static final int FIRST_BUFFER_BYTES = 1024;

  private final SocketChannel channel;
  private final Catalogue catalogue;
  private final Consumer<ServedRequest> log;
  private final String client;
  private final long born = System.nanoTime();

  private byte[] head = new byte[FIRST_BUFFER_BYTES];
  private int headLength;
  private String method = "-";
  private String path = "-";
  private boolean knowsSecret;
  private int status;
  private ByteBuffer answerHead = ByteBuffer.allocate(0);
  private ByteBuffer body = ByteBuffer.allocate(0);
  private boolean answering;

  Connection(SocketChannel channel, Catalogue catalogue, Consumer<ServedRequest> log)
      throws IOException {
    this.channel = channel;
    this.catalogue = catalogue;
    this.log = log;
    this.client = ServedRequest.text((InetSocketAddress) channel.getRemoteAddress());
  }

  long ageNanos() {
    return System.nanoTime() - born;
  }

  boolean isAnswering() {
    return answering;
  }

  /** Does what is possible without blocking; false when the connection is finished. */
  boolean proceed(SelectionKey key) throws IOException {
    if (!answering && !read()) {
      return false;
    }
    if (answering) {
      key.interestOps(SelectionKey.OP_WRITE);
      return write();
    }
    return true;
  }

  private boolean read() throws IOException {
    if (headLength == head.length) {
      head = Arrays.copyOf(head, head.length * 2);
    }
    int n = channel.read(ByteBuffer.wrap(head, headLength, head.length - headLength));
    if (n < 0) {
      return false;
    }
    headLength += n;
    if (RequestHead.end(head, headLength) >= 0 || headLength >= RequestHead.MAX_BYTES) {
      answer();
    }
    return true;
  }

  private void answer() {
    Optional<RequestHead> request = RequestHead.parse(head, headLength);
    method = request.map(r -> catalogue.shown(r.method())).orElse("-");
    path = request.map(r -> catalogue.shown(r.target())).orElse("-");
    knowsSecret = request.filter(catalogue::isInside).isPresent();
    Optional<Resource> found = request.flatMap(catalogue::find);
    byte[] bytes = found.map(Resource::bytes).orElse(NOT_FOUND);
    String type = found.map(Resource::contentType).orElse("text/plain; charset=utf-8");
    status = found.isPresent() ? 200 : 404;
    String lines =
        (found.isPresent() ? "HTTP/1.1 200 OK\r\n" : "HTTP/1.1 404 Not Found\r\n")
            + ("Content-Type: " + type + "\r\n")
            + ("Content-Length: " + bytes.length + "\r\n")
            + "Cache-Control: no-store\r\nConnection: close\r\n\r\n";
    answerHead = ByteBuffer.wrap(lines.getBytes(StandardCharsets.ISO_8859_1));
    boolean withBody = request.map(r -> !r.method().equals("HEAD")).orElse(true);
    body = ByteBuffer.wrap(withBody ? bytes : new byte[0]);
    answering = true;
  }

  private boolean write() throws IOException {
    channel.write(new ByteBuffer[] {answerHead, body});
    return answerHead.hasRemaining() || body.hasRemaining();
  }

  /** Closes the connection and logs the result, unless the client sent nothing. */
  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Closed in any case.
    }
    if (headLength > 0) {
      boolean whole = answering && !answerHead.hasRemaining() && !body.hasRemaining();
      log.accept(
          new ServedRequest(
              Clock.systemUTC().instant(),
              client,
              method,
              path,
              knowsSecret,
              whole ? status : 0,
              body.position()));
    }
  }
}
