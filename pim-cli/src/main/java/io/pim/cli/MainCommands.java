package io.pim.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The commands directly below {@code pim}. This is not picocli's own list, because picocli would
 * create every command at every start, and only one is needed.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface MainCommands {
  Class<?>[] commands();
}
