package io.pim.tools.oci;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Receives a response's body, whose bytes count when they arrive. */
record CountedAnswer<T>(BodySubscriber<T> receiver, Traffic traffic) implements BodySubscriber<T> {
  @Override
  public CompletionStage<T> getBody() {
    return receiver.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    receiver.onSubscribe(subscription);
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    traffic.received(pieces.stream().mapToLong(ByteBuffer::remaining).sum());
    receiver.onNext(pieces);
  }

  @Override
  public void onError(Throwable cause) {
    receiver.onError(cause);
  }

  @Override
  public void onComplete() {
    receiver.onComplete();
  }
}
