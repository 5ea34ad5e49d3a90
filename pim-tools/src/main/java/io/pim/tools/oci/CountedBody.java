package io.pim.tools.oci;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/** A request's body whose bytes count when they are sent. */
record CountedBody(BodyPublisher body, Traffic traffic) implements BodyPublisher {
  @Override
  public long contentLength() {
    return body.contentLength();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> receiver) {
    body.subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            receiver.onSubscribe(subscription);
          }

          @Override
          public void onNext(ByteBuffer piece) {
            traffic.sent(piece.remaining());
            receiver.onNext(piece);
          }

          @Override
          public void onError(Throwable cause) {
            receiver.onError(cause);
          }

          @Override
          public void onComplete() {
            receiver.onComplete();
          }
        });
  }
}
