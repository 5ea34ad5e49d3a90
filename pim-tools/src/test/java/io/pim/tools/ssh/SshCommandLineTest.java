package io.pim.tools.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SshCommandLineTest {
  private static List<String> build(String... command) {
    return SshCommandLine.build(
        Path.of("/usr/bin/ssh"),
        new SshTarget("127.0.0.1", 2222, "tester"),
        Path.of("/home/a b/100%/key"),
        Path.of("/home/a b/host-key"),
        List.of(command));
  }

  @Test
  void ignoresTheUsersSshConfiguration() {
    List<String> argv = build();

    assertEquals(
        List.of("/usr/bin/ssh", "-F", "/dev/null", "-p", "2222", "-l", "tester"),
        argv.subList(0, 7));
    for (String option :
        List.of(
            "IdentityFile=\"/home/a b/100%%/key\"",
            "IdentitiesOnly=yes",
            "IdentityAgent=none",
            "UserKnownHostsFile=\"/home/a b/host-key\"",
            "GlobalKnownHostsFile=/dev/null",
            "StrictHostKeyChecking=yes")) {
      assertEquals("-o", argv.get(argv.indexOf(option) - 1), option);
    }
    assertEquals(List.of("--", "127.0.0.1"), argv.subList(argv.size() - 2, argv.size()));
    assertFalse(argv.contains("-T"), "a session has a terminal");
  }

  /** As with ssh: people put a command line in quotes. */
  @Test
  void aSingleWordIsALineForTheShell() {
    List<String> argv = build("uname -a; id | wc -l");

    assertTrue(argv.contains("-T"));
    assertEquals(
        List.of("--", "127.0.0.1", "uname -a; id | wc -l"),
        argv.subList(argv.size() - 3, argv.size()));
  }

  @Test
  void aCommandsWordsStayWords() {
    List<String> argv = build("sh", "-c", "echo 'a b' | cat; -x");

    assertTrue(argv.contains("-T"));
    assertEquals(
        List.of("127.0.0.1", "'sh'", "'-c'", "'echo '\\''a b'\\'' | cat; -x'"),
        argv.subList(argv.size() - 4, argv.size()));
  }
}
