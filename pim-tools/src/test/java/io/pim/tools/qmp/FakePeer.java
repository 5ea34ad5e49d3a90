package io.pim.tools.qmp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A scripted peer on a Unix socket; one conversation after another. */
final class FakePeer implements AutoCloseable {
  private final ServerSocketChannel server;
  private final List<String> received = new CopyOnWriteArrayList<>();

  FakePeer(Path socket, Behaviour behaviour) throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread thread = new Thread(() -> serve(behaviour), "fake peer");
    thread.setDaemon(true);
    thread.start();
  }

  /** Every line received. */
  List<String> received() {
    return received;
  }

  private void serve(Behaviour behaviour) {
    while (server.isOpen()) {
      converse(behaviour);
    }
  }

  private void converse(Behaviour behaviour) {
    try (SocketChannel client = server.accept()) {
      behaviour.talk(new Conversation(client, received));
    } catch (IOException e) {
      // The client, or the test, has ended the conversation: accept the next one.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  interface Behaviour {
    void talk(Conversation conversation) throws IOException;
  }

  /** Both directions of one connection. */
  static final class Conversation {
    private final SocketChannel client;
    private final BufferedReader in;
    private final OutputStream out;
    private final List<String> received;

    Conversation(SocketChannel client, List<String> received) {
      this.client = client;
      this.in =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(client), StandardCharsets.ISO_8859_1));
      this.out = Channels.newOutputStream(client);
      this.received = received;
    }

    /** The next line; null at the end. */
    String hear() throws IOException {
      String line = in.readLine();
      if (line != null) {
        received.add(line);
      }
      return line;
    }

    void say(String text) throws IOException {
      say(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void say(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    /** Ends the output; the client may still send. */
    void sayNoMore() throws IOException {
      client.shutdownOutput();
      fallSilent();
    }

    void greet() throws IOException {
      say("{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n");
      answer("{}");
    }

    /** Answers the next command with its own id. */
    void answer(String result) throws IOException {
      String line = hear();
      String id = line.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
      say("{\"return\": " + result + ", \"id\": \"" + id + "\"}\r\n");
    }

    /** Sends nothing more until the client has closed the connection. */
    void fallSilent() throws IOException {
      String line = hear();
      while (line != null) {
        line = hear();
      }
    }
  }
}
