package io.pim.tools.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Hears an SSH server the moment it speaks, while a wait for it is at something slower. QEMU's
 * user-mode network takes connections for a guest that does not listen yet, and such a one hears
 * nothing for seconds after the server has come up: so each of these is given up soon, and followed
 * by another one.
 *
 * <p>To the guest a connection that nobody listens to is one packet and its answer.
 */
final class ServerVoice implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** QEMU drops what a guest without a network does not take within a second. */
  private static final Duration SILENCE = Duration.ofSeconds(1);

  private static final byte[] GREETING = "SSH-".getBytes(StandardCharsets.US_ASCII);

  private final SshTarget target;
  private final Duration after;
  private final BooleanSupplier needless;
  private final CompletableFuture<ServerVoice> heard = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "pim-ssh-voice");

  private ServerVoice(SshTarget target, Duration after, BooleanSupplier needless) {
    this.target = target;
    this.after = after;
    this.needless = needless;
    thread.setDaemon(true);
  }

  /**
   * Begins to listen.
   *
   * @param after how long to leave the server alone first
   * @param needless once true, the server was heard on another connection
   */
  static ServerVoice listen(SshTarget target, Duration after, BooleanSupplier needless) {
    ServerVoice voice = new ServerVoice(target, after, needless);
    voice.thread.start();
    return voice;
  }

  /** One that is not listened to. */
  static ServerVoice none(SshTarget target) {
    return new ServerVoice(target, Duration.ZERO, () -> true);
  }

  /** Completes when the server has spoken. */
  CompletableFuture<ServerVoice> heard() {
    return heard;
  }

  private void run() {
    try {
      Thread.sleep(after.toMillis());
      while (!needless.getAsBoolean()) {
        if (speaks() && !needless.getAsBoolean()) {
          heard.complete(this);
          return;
        }
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (InterruptedException e) {
      // Closed: nobody listens any more.
    }
  }

  private boolean speaks() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(target.host(), target.port()), (int) SILENCE.toMillis());
      socket.setSoTimeout((int) SILENCE.toMillis());
      InputStream in = socket.getInputStream();
      return Arrays.equals(GREETING, in.readNBytes(GREETING.length));
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
