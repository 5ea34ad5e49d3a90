package io.pim.tools.guestserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
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

/**
 * The server's only thread: accepts clients, serves those that are ready, cuts off late ones. When
 * the selector fails, the loop continues with a new one. If that fails as well, the thread dies,
 * which ends the worker, and the next worker serves at the same address again.
 */
final class ServerLoop {
  private static final int MOST_FAILURES_IN_A_ROW = 3;
  private static final int MAX_CONNECTIONS = 256;
  private static final long MAX_HEAD_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long MAX_ANSWER_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final long LOOK_ROUND_MILLIS = 500;

  private final ServerSocketChannel listener;
  private final Look look;
  private final Catalogue catalogue;
  private final Clients clients;
  private final Consumer<ServedRequest> log;
  private final Thread thread = new Thread(this::run);
  private boolean hasRefused;
  private volatile Selector selector;
  private volatile boolean closing;
  private volatile Optional<IOException> failure = Optional.empty();

  /** How the loop waits for clients. */
  @FunctionalInterface
  interface Look {
    void at(Selector selector, Consumer<SelectionKey> ready, long millis) throws IOException;
  }

  ServerLoop(
      ServerSocketChannel listener,
      Look look,
      Catalogue catalogue,
      Clients clients,
      Consumer<ServedRequest> log)
      throws IOException {
    this.listener = listener;
    this.look = look;
    this.catalogue = catalogue;
    this.clients = clients;
    this.log = log;
    this.selector = Selector.open();
    listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  void start(String name) {
    thread.setName(name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      serve();
    } catch (IOException e) {
      failure = Optional.of(e);
      throw new UncheckedIOException("no longer serving at " + listener, e);
    } finally {
      connections().forEach(this::end);
      closeQuietly();
    }
  }

  private void serve() throws IOException {
    int failures = 0;
    while (!closing) {
      try {
        look.at(selector, this::ready, LOOK_ROUND_MILLIS);
        failures = 0;
      } catch (IOException e) {
        failures++;
        if (failures > MOST_FAILURES_IN_A_ROW) {
          throw e;
        }
        System.getLogger(ServerLoop.class.getName())
            .log(System.Logger.Level.WARNING, "cannot wait for clients; starting again", e);
        beginAnew();
      }
      cutOffLate();
    }
  }

  /** Clients being served must ask again, as after any lost connection. */
  private void beginAnew() throws IOException {
    connections().forEach(this::end);
    selector.close();
    selector = Selector.open();
    listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  /**
   * The reason why the server no longer works; empty while the server works, and after it was
   * closed.
   */
  Optional<IOException> failure() {
    return failure;
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
      // This client is lost, or the process has no free file handles; others may still be served.
    }
  }

  /**
   * Logged once, because a refused client can come back any number of times and must not fill the
   * log.
   */
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
      // The client has closed the connection.
    } finally {
      if (!goesOn) {
        end(key);
      }
    }
  }

  /**
   * Drops the client that has been silent longest, because a real client sends its request at once.
   */
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

  /** A failure of the log must not end the server, because an installer may depend on it. */
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
      if (selector.isOpen()) {
        // A cancelled listener frees its port only at the selector's next run.
        selector.selectNow();
        selector.close();
      }
    } catch (IOException e) {
      // Closed in any case.
    }
  }
}
