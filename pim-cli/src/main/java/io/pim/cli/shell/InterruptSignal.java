package io.pim.cli.shell;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/**
 * Redirects SIGINT, SIGTERM and SIGHUP to an {@link Interrupts} while it is open, so that they do
 * not end the process. Uses reflection, because the compiler warns about sun.misc.Signal. If that
 * class is missing, or a signal is ignored (nohup), signals keep their usual effect, which does not
 * harm the build either.
 */
public final class InterruptSignal implements AutoCloseable {
  private final List<AutoCloseable> restores = new ArrayList<>();

  private InterruptSignal() {}

  /** Starts to redirect signals. */
  public static InterruptSignal to(Interrupts interrupts) {
    InterruptSignal taken = new InterruptSignal();
    taken.take("INT", interrupts::press);
    taken.take("TERM", interrupts::leave);
    taken.take("HUP", interrupts::leave);
    return taken;
  }

  private void take(String name, Runnable action) {
    try {
      Class<?> signalClass = Class.forName("sun.misc.Signal");
      Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
      Object signal = signalClass.getConstructor(String.class).newInstance(name);
      Object handler =
          Proxy.newProxyInstance(
              InterruptSignal.class.getClassLoader(),
              new Class<?>[] {handlerClass},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      Method handle = signalClass.getMethod("handle", signalClass, handlerClass);
      Object before = handle.invoke(null, signal, handler);
      restores.add(() -> handle.invoke(null, signal, before));
    } catch (ReflectiveOperationException | RuntimeException e) {
      // The signal keeps its usual effect.
      return;
    }
  }

  @Override
  public void close() {
    for (AutoCloseable restore : restores) {
      try {
        restore.close();
      } catch (Exception e) {
        throw new IllegalStateException("a signal handler could not be restored", e);
      }
    }
  }
}
