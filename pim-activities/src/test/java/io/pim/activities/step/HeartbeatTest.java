package io.pim.activities.step;

import io.temporal.activity.ActivityExecutionContext;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HeartbeatTest {
  /**
   * As if a key file could not be read for a moment. A step without heartbeats would be started
   * twice.
   */
  @Test
  @Timeout(120)
  void continuesAfterAFailedHeartbeat() throws Exception {
    AtomicInteger beats = new AtomicInteger();
    CountDownLatch beatAgain = new CountDownLatch(1);
    ActivityExecutionContext context =
        (ActivityExecutionContext)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ActivityExecutionContext.class},
                (proxy, method, arguments) -> {
                  if (beats.incrementAndGet() == 1) {
                    throw new IllegalStateException("for the test");
                  }
                  beatAgain.countDown();
                  return null;
                });

    try (Heartbeat heartbeat = new Heartbeat(context, "install")) {
      heartbeat.line("at work");
      beatAgain.await();
    }
  }
}
