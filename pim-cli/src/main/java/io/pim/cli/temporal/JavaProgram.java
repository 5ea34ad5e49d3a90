package io.pim.cli.temporal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a class of this program in its own Java process. */
final class JavaProgram {
  private JavaProgram() {}

  static List<String> argv(String mainClass, List<String> arguments) {
    List<String> argv = new ArrayList<>();
    argv.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    argv.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
    argv.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    argv.addAll(arguments);
    return argv;
  }
}
