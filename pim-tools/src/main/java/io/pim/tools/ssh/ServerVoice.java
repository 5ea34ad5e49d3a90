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
 * Detects the moment an SSH server comes up, beside a slower login attempt. QEMU's user-mode
 * network accepts connections before the guest listens, and such a connection stays silent for
 * seconds after the server has come up. So this opens a new connection every second.
 *
 * <p>While the guest does not listen, each connection costs it one packet and one reply.
 */
final class ServerVoice implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** QEMU drops a connection that a guest without a network does not accept within a second. */
  private static final Duration SILENCE = Duration.ofSeconds(1);

  private static final byte[] GREETING = "SSH-".getBytes(StandardCharsets.US_ASCII);

  private final SshTarget target;
  private final Duration after;
  private final BooleanSupplier heardElsewhere;
  private final CompletableFuture<ServerVoice> heard = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "pim-ssh-voice");

  private ServerVoice(SshTarget target, Duration after, BooleanSupplier heardElsewhere) {
    this.target = target;
    this.after = after;
    this.heardElsewhere = heardElsewhere;
    thread.setDaemon(true);
  }

  /**
   * Begins to listen.
   *
   * @param after how long to leave the server alone first
   * @param heardElsewhere true once the server has answered on another connection
   */
  static ServerVoice listen(SshTarget target, Duration after, BooleanSupplier heardElsewhere) {
    ServerVoice voice = new ServerVoice(target, after, heardElsewhere);
    voice.thread.start();
    return voice;
  }

  /** A voice that never completes. */
  static ServerVoice none(SshTarget target) {
    return new ServerVoice(target, Duration.ZERO, () -> true);
  }

  /** Completes when the server has sent its greeting. */
  CompletableFuture<ServerVoice> heard() {
    return heard;
  }

  private void run() {
    try {
      Thread.sleep(after.toMillis());
      while (!heardElsewhere.getAsBoolean()) {
        if (sendsGreeting() && !heardElsewhere.getAsBoolean()) {
          heard.complete(this);
          return;
        }
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (InterruptedException e) {
      // close() was called.
    }
  }

  private boolean sendsGreeting() {
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
