package io.pim.cli.temporal;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** One of several commands that start at the same time, each in its own process. */
final class StartServer {
  private StartServer() {}

  /** Prints the PID of its server; the arguments are the folder and the program. */
  public static void main(String[] arguments) throws InterruptedException {
    TestService test =
        new TestService(Path.of(arguments[0]), Optional.of(Path.of(arguments[1])), Map.of());
    test.service().ensureWorker(test.service().ensureServer());
    System.out.println("pid " + test.server().process().pid());
  }
}
