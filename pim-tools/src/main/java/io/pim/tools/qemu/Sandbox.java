package io.pim.tools.qemu;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * QEMU's own sandbox. A guest that takes over QEMU can then start no program, become no other user
 * and change no limits. This needs a QEMU with seccomp and a Linux kernel that supports it.
 */
final class Sandbox {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Forbids system calls that no machine needs. */
  private static final String ON = "on,obsolete=deny,resourcecontrol=deny";

  /**
   * Also forbids the system calls that start QEMU's bridge helper, a separate program with root's
   * rights.
   */
  private static final String NO_HELPER = ",elevateprivileges=deny,spawn=deny";

  private static final String QUIT = "{\"execute\":\"qmp_capabilities\"}\n{\"execute\":\"quit\"}\n";

  private final CommandRunner runner;
  private final Map<String, Boolean> known = new ConcurrentHashMap<>();

  Sandbox(CommandRunner runner) {
    this.runner = runner;
  }

  /** QEMU's {@code -sandbox} argument for a machine. */
  static String option(GuestNetwork network) {
    return network.mode() == GuestNetwork.Mode.BRIDGE ? ON : ON + NO_HELPER;
  }

  /** Whether this QEMU runs in its sandbox on this host; tested once and then remembered. */
  boolean works(Path binary, String version) throws InterruptedException {
    String key = version + " " + binary;
    Boolean before = known.get(key);
    if (before != null) {
      return before;
    }
    List<String> argv =
        List.of(
            binary.toString(),
            "-nodefaults",
            "-no-user-config",
            "-display",
            "none",
            "-machine",
            "none",
            "-qmp",
            "stdio",
            "-sandbox",
            ON + NO_HELPER);
    try {
      boolean works = runner.run(Command.of(argv, LIMIT).withInput(QUIT)).succeeded();
      known.put(key, works);
      return works;
    } catch (BuildFailure e) {
      if (e.report().kind() != FailureKind.TOOL_FAILED) {
        throw e;
      }
      // QEMU was too slow to answer, so there is no result to remember.
      return false;
    }
  }
}
