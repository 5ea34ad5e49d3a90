package io.pim.cli;

import io.pim.cli.shell.CliContext;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes commands, giving the context to those that take it. */
final class CommandFactory implements IFactory {
  private final CliContext context;

  CommandFactory(CliContext context) {
    this.context = context;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    try {
      Constructor<K> constructor = type.getDeclaredConstructor(CliContext.class);
      // A command is public for this package's list; nobody else makes one.
      constructor.setAccessible(true);
      return constructor.newInstance(context);
    } catch (NoSuchMethodException e) {
      // A group of commands, a set of options: it needs nothing.
      return CommandLine.defaultFactory().create(type);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
