package io.pim.tools.guestserver;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The server's one thread: takes new clients, lets ready ones proceed, cuts off late ones. */
final class ServerLoop {
  private static final int MAX_CONNECTIONS = 256;
  private static final long MAX_HEAD_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long MAX_ANSWER_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final long LOOK_ROUND_MILLIS = 500;

  private final ServerSocketChannel listener;
  private final Selector selector;
  private final Catalogue catalogue;
  private final Clients clients;
  private final Consumer<ServedRequest> log;
  private final Thread thread = new Thread(this::run);
  private boolean hasRefused;
  private volatile boolean closing;

  ServerLoop(
      ServerSocketChannel listener,
      Selector selector,
      Catalogue catalogue,
      Clients clients,
      Consumer<ServedRequest> log)
      throws IOException {
    this.listener = listener;
    this.selector = selector;
    this.catalogue = catalogue;
    this.clients = clients;
    this.log = log;
    listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  void start(String name) {
    thread.setName(name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!closing) {
        selector.select(this::ready, LOOK_ROUND_MILLIS);
        cutOffLate();
      }
    } catch (IOException | ClosedSelectorException e) {
      // Only a selector that is closed, or broken for good, ends up here.
    } finally {
      connections().forEach(this::end);
      closeQuietly();
    }
  }

  private void ready(SelectionKey key) {
    if (!key.isValid()) {
      return;
    }
    if (key.isAcceptable()) {
      accept();
    } else {
      proceed(key);
    }
  }

  private void accept() {
    try {
      SocketChannel channel = listener.accept();
      if (channel == null) {
        return;
      }
      if (!isWelcome(channel)) {
        channel.close();
        return;
      }
      if (connections().size() >= MAX_CONNECTIONS) {
        makeRoom();
      }
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      key.attach(new Connection(channel, catalogue, this::logSafely));
    } catch (IOException e) {
      // This client is gone, or the process is out of file handles: others may be served still.
    }
  }

  /** Said once: whoever is refused can come as often as he likes, and must not fill a log. */
  private boolean isWelcome(SocketChannel channel) throws IOException {
    InetSocketAddress client = (InetSocketAddress) channel.getRemoteAddress();
    if (clients.isWelcome(client, (InetSocketAddress) channel.getLocalAddress())) {
      return true;
    }
    if (!hasRefused) {
      hasRefused = true;
      logSafely(ServedRequest.refused(Clock.systemUTC().instant(), client));
    }
    return false;
  }

  private void proceed(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    boolean goesOn = false;
    try {
      goesOn = connection.proceed(key);
    } catch (IOException e) {
      // The client is gone.
    } finally {
      if (!goesOn) {
        end(key);
      }
    }
  }

  /** Who has said least for longest goes first: a client that means it asks at once. */
  private void makeRoom() {
    Optional<SelectionKey> oldest =
        connections().stream()
            .max(
                Comparator.comparing((SelectionKey k) -> !connection(k).isAnswering())
                    .thenComparing(k -> connection(k).ageNanos()));
    oldest.ifPresent(this::end);
  }

  private void cutOffLate() {
    for (SelectionKey key : connections()) {
      long limit = connection(key).isAnswering() ? MAX_ANSWER_NANOS : MAX_HEAD_NANOS;
      if (connection(key).ageNanos() > limit) {
        end(key);
      }
    }
  }

  private List<SelectionKey> connections() {
    return selector.isOpen()
        ? selector.keys().stream().filter(k -> k.attachment() != null && k.isValid()).toList()
        : List.of();
  }

  private static Connection connection(SelectionKey key) {
    return (Connection) key.attachment();
  }

  private void end(SelectionKey key) {
    key.cancel();
    connection(key).close();
  }

  /** A log that fails must not end the server, on which an installer may depend. */
  private void logSafely(ServedRequest request) {
    try {
      log.accept(request);
    } catch (RuntimeException e) {
      System.getLogger(ServerLoop.class.getName())
          .log(System.Logger.Level.WARNING, "cannot log a request", e);
    }
  }

  void close() {
    closing = true;
    selector.wakeup();
    boolean interrupted = false;
    while (thread.isAlive() && Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeQuietly() {
    try {
      listener.close();
      // A cancelled listener frees its port only with the selector's next look.
      selector.selectNow();
      selector.close();
    } catch (IOException e) {
      // Nothing is left to be closed.
    }
  }
}
