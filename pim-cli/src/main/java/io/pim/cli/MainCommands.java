package io.pim.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The commands right below {@code pim}. Not picocli's own list, because that has every command made
 * at every start, and one is needed.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface MainCommands {
  Class<?>[] commands();
}
