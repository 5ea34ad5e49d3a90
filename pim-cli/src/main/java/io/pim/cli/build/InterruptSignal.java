package io.pim.cli.build;

import java.lang.reflect.Proxy;

/**
 * Takes SIGINT for as long as it is open, so that Ctrl-C reaches an {@link Interrupts} and does not
 * end the process. By reflection, because sun.misc.Signal cannot be named without a warning, and
 * where it is missing Ctrl-C ends the process as ever, which leaves the build alone, too.
 */
public final class InterruptSignal implements AutoCloseable {
  private final AutoCloseable restore;

  private InterruptSignal(AutoCloseable restore) {
    this.restore = restore;
  }

  /** Starts to pass each SIGINT on. */
  public static InterruptSignal to(Interrupts interrupts) {
    try {
      Class<?> signalClass = Class.forName("sun.misc.Signal");
      Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
      Object signal = signalClass.getConstructor(String.class).newInstance("INT");
      Object handler =
          Proxy.newProxyInstance(
              InterruptSignal.class.getClassLoader(),
              new Class<?>[] {handlerClass},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  interrupts.press();
                }
                return null;
              });
      var handle = signalClass.getMethod("handle", signalClass, handlerClass);
      Object before = handle.invoke(null, signal, handler);
      return new InterruptSignal(() -> handle.invoke(null, signal, before));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return new InterruptSignal(() -> {});
    }
  }

  @Override
  public void close() {
    try {
      restore.close();
    } catch (Exception e) {
      throw new IllegalStateException("SIGINT could not be given back", e);
    }
  }
}
