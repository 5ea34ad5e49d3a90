package io.pim.tools.fetch;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Hands a response's body to the thread that requested it, one piece at a time and on demand. So
 * that thread can wait with a limit, be interrupted, and report progress.
 */
public final class BodyQueue implements HttpResponse.BodySubscriber<BodyQueue> {
  /** One call to the subscriber. */
  public sealed interface Signal {}

  /** Some bytes. */
  public record Piece(List<ByteBuffer> buffers) implements Signal {}

  /** The end. */
  public record Complete() implements Signal {}

  /** The connection has failed. */
  public record Broken(Throwable cause) implements Signal {}

  // Stays short: at most one requested piece is not taken yet.
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final CompletableFuture<BodyQueue> ready = new CompletableFuture<>();
  private Flow.Subscription subscription;

  @Override
  public CompletionStage<BodyQueue> getBody() {
    return ready;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    ready.complete(this);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    signals.add(new Piece(buffers));
  }

  @Override
  public void onError(Throwable cause) {
    signals.add(new Broken(cause));
  }

  @Override
  public void onComplete() {
    signals.add(new Complete());
  }

  /** Asks for the next signal. */
  public void request() {
    subscription.request(1);
  }

  /** Drops the rest, and with it the connection. */
  public void cancel() {
    subscription.cancel();
  }

  /** The next signal; empty when none arrives in time. */
  public Optional<Signal> poll(long nanos) throws InterruptedException {
    return Optional.ofNullable(signals.poll(nanos, TimeUnit.NANOSECONDS));
  }
}
