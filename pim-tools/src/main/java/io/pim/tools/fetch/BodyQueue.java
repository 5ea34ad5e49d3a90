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
 * Hands a response's body over to the thread that asked, one piece at a time and on demand, so that
 * this thread can wait with a limit, be interrupted, and tell about the progress.
 */
final class BodyQueue implements HttpResponse.BodySubscriber<BodyQueue> {
  /** What the subscriber was told. */
  sealed interface Signal {}

  record Piece(List<ByteBuffer> buffers) implements Signal {}

  record Complete() implements Signal {}

  record Broken(Throwable cause) implements Signal {}

  // At most one piece is asked for and not taken, so this stays short.
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

  void request() {
    subscription.request(1);
  }

  void cancel() {
    subscription.cancel();
  }

  /** The next signal; empty when none comes within the time. */
  Optional<Signal> poll(long nanos) throws InterruptedException {
    return Optional.ofNullable(signals.poll(nanos, TimeUnit.NANOSECONDS));
  }
}
