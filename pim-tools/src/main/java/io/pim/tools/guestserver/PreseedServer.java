package io.pim.tools.guestserver;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;

/**
 * Serves {@code GET} and {@code HEAD} of {@code /<secret>/<name>} over HTTP/1.1, or of {@code
 * /<name>} for bare metal; everything else gets the same 404. One thread serves all clients and
 * never blocks on one, so that slow clients delay nobody. The number of clients, the size of their
 * requests and their time are bounded.
 */
public final class PreseedServer implements AutoCloseable {
  private static final int SECRET_BYTES = 16;
  private static final int BACKLOG = 64;

  private final ServerFacts facts;
  private final Entrance entrance;
  private final Catalogue catalogue;
  private final ServerLoop loop;

  private PreseedServer(
      ServerFacts facts, Entrance entrance, Catalogue catalogue, ServerLoop loop) {
    this.facts = facts;
    this.entrance = entrance;
    this.catalogue = catalogue;
    this.loop = loop;
  }

  /**
   * Starts a server with a new secret.
   *
   * @param port 0 for any free port
   * @param log receives every request, on the server's thread
   */
  public static PreseedServer start(
      InetAddress address, int port, Clients clients, Consumer<ServedRequest> log) {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    return start(address, new ServerFacts(port, text), clients, log);
  }

  /**
   * Starts a server at the address and with the secret of an earlier one.
   *
   * @throws BuildFailure HOST_SETUP when the port is in use or the address is not this machine's
   */
  public static PreseedServer start(
      InetAddress address, ServerFacts facts, Clients clients, Consumer<ServedRequest> log) {
    if (!facts.secret().matches("[A-Za-z0-9_-]{16,64}")) {
      throw new IllegalArgumentException("a secret has 16 to 64 letters, digits, - and _");
    }
    return start(address, facts, new Entrance.Secret(facts.secret()), clients, log);
  }

  /**
   * Starts a server that accepts everybody, under paths short enough to type.
   *
   * @param port 0 for any free port
   * @throws BuildFailure as of {@link #start(InetAddress, ServerFacts, Clients, Consumer)}
   */
  public static PreseedServer open(InetAddress address, int port, Consumer<ServedRequest> log) {
    return start(address, new ServerFacts(port, ""), new Entrance.Open(), Clients.ANYBODY, log);
  }

  private static PreseedServer start(
      InetAddress address,
      ServerFacts facts,
      Entrance entrance,
      Clients clients,
      Consumer<ServedRequest> log) {
    ServerSocketChannel listener = listen(address, facts.port());
    try {
      int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
      Catalogue catalogue = new Catalogue(entrance);
      ServerLoop loop = new ServerLoop(listener, Selector::select, catalogue, clients, log);
      loop.start("pim-preseed-" + port);
      return new PreseedServer(new ServerFacts(port, facts.secret()), entrance, catalogue, loop);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot serve", e);
    }
  }

  private static ServerSocketChannel listen(InetAddress address, int port) {
    try {
      ServerSocketChannel listener = ServerSocketChannel.open();
      try {
        // Without this, the port stays in use for a minute after a server with clients ends.
        listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        listener.bind(new InetSocketAddress(address, port), BACKLOG);
        listener.configureBlocking(false);
        return listener;
      } catch (IOException e) {
        listener.close();
        throw e;
      }
    } catch (BindException e) {
      throw BuildFailure.of(
              FailureKind.HOST_SETUP,
              "PIM cannot serve the installer's files at port "
                  + port
                  + " of "
                  + address.getHostAddress())
          .where(address.getHostAddress() + ":" + port)
          .why(e.getMessage() + "; perhaps another program uses the port")
          .todo(
              "Find out what uses port "
                  + port
                  + " (ss -ltnp), end it, and retry; or choose "
                  + "another port.")
          .causedBy(e)
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen", e);
    }
  }

  /** Replaces all resources with these. */
  public void serve(List<Resource> resources) {
    catalogue.replace(resources);
  }

  /** The server's address and secret; keep them to restart it at the same place. */
  public ServerFacts facts() {
    return facts;
  }

  /**
   * The URL of a resource.
   *
   * @param host this machine's address in the guest's network: 10.0.2.2 in QEMU's user-mode network
   */
  public String url(String name, String host) {
    return folderUrl(host) + name;
  }

  /** The URL of the folder with all resources. It ends in a slash, as NoCloud requires. */
  public String folderUrl(String host) {
    return "http://" + host + ":" + facts.port() + entrance.folder();
  }

  /**
   * Fails if the server has ended by itself.
   *
   * @throws BuildFailure TOOL_FAILED with the reason
   */
  public void requireServing() {
    loop.failure()
        .ifPresent(
            why -> {
              throw BuildFailure.of(
                      FailureKind.TOOL_FAILED, "PIM no longer serves files at port " + facts.port())
                  .where("port " + facts.port())
                  .why(why.toString())
                  .todo("Restart it; check whether this machine is out of memory or file handles.")
                  .causedBy(why)
                  .build();
            });
  }

  /** A text without the server's secret, for logs and for people. */
  public String masked(String text) {
    return entrance.masked(text);
  }

  /** Stops at once: when this returns, the port is free and the thread has ended. */
  @Override
  public void close() {
    loop.close();
  }
}
