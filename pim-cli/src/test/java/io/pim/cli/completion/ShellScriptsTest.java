package io.pim.cli.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts in real shells, with a program that answers in pim's place and records its words. */
class ShellScriptsTest {
  private static final String HOSTILE = "a b;$(touch pwned)`touch pwned`'\"&";

  @TempDir Path root;

  @BeforeEach
  void standIn() throws IOException {
    Path pim = root.resolve("pim");
    Files.writeString(
        pim,
        """
        #!/bin/sh
        printf '%s\\n' "$#" "$@" >"$PIM_TEST_ROOT/asked"
        cat "$PIM_TEST_ROOT/answer"
        """);
    Files.setPosixFilePermissions(pim, PosixFilePermissions.fromString("rwx------"));
    for (Shell shell : Shell.values()) {
      Files.writeString(root.resolve(shell + ".script"), shell.script());
    }
    answer("show\tShow a build.\nshell\tA session.\n");
  }

  @Test
  void bashOffersTheAnswersOfPim() throws Exception {
    assertEquals("complete -F _pim pim\nshow\nshell\n", bash("complete -p pim\n", "build", "sh"));
    assertEquals("4 __complete -- build sh", asked());
  }

  @Test
  void bashKeepsValuesAfterAnEqualsSignTogether() throws Exception {
    answer("--arch=x86_64\n--arch=arm64\n");
    assertEquals("x86_64\narm64\n", bash("", "build", "run", "--arch", "=", ""));
    assertEquals("5 __complete -- build run --arch=", asked());
    assertEquals("x86_64\narm64\n", bash("", "build", "run", "--arch", "=", "x8"));
    assertEquals("5 __complete -- build run --arch=x8", asked());
    bash("", "build", "run", "--arch", "=", "x86_64", "w");
    assertEquals("6 __complete -- build run --arch=x86_64 w", asked());
  }

  @Test
  void bashQuotesNames() throws Exception {
    answer(HOSTILE + "\n");
    String quoted = bash("", "vm", "rm", "").strip();
    assertEquals(HOSTILE + "\n", run("bash", "printf '%s\\n' " + quoted));
    assertFalse(Files.exists(root.resolve("pwned")), "the shell ran a name");
  }

  @Test
  void bashCompletesFilesItself() throws Exception {
    answer(":files\n");
    Files.writeString(root.resolve("seed.iso"), "");
    assertEquals("seed.iso\n", bash("", "iso", "add", "see"));
  }

  @Test
  void zshOffersTheAnswersOfPim() throws Exception {
    String stubs =
        """
        compdef() { registered="$*" }
        compadd() { print -rl -- $values; print -rl -- $shown }
        """;
    String words = "; words=(pim build sh); CURRENT=3; _pim; print -r -- $registered";
    assertEquals(
        "show\nshell\nshow  -- Show a build.\nshell  -- A session.\n_pim pim\n",
        run("zsh", stubs + "source ./ZSH.script" + words));
    assertEquals("4 __complete -- build sh", asked());
    answer(HOSTILE + "\n");
    assertEquals(
        HOSTILE + "\n",
        run(
            "zsh",
            "compdef() { }; compadd() { print -rl -- $values }; source ./ZSH.script"
                + "; words=(pim vm rm ''); CURRENT=4; _pim"));
    assertEquals("5 __complete -- vm rm ", asked());
    assertFalse(Files.exists(root.resolve("pwned")), "the shell ran a name");
  }

  @Test
  void fishOffersTheAnswersOfPim() throws Exception {
    String source = "source ./FISH.script; ";
    assertEquals(
        "shell\tA session.\nshow\tShow a build.\n",
        run("fish", source + "complete -C 'pim build sh'"));
    assertEquals("4 __complete -- build sh", asked());
    answer(HOSTILE + "\n");
    assertTrue(run("fish", source + "complete -C 'pim vm rm '").contains("touch pwned"));
    assertFalse(Files.exists(root.resolve("pwned")), "the shell ran a name");
  }

  private void answer(String text) throws IOException {
    Files.writeString(root.resolve("answer"), text);
  }

  private String asked() throws IOException {
    return String.join(" ", Files.readAllLines(root.resolve("asked")));
  }

  /** Completes a line in the words into which bash has split it. */
  private String bash(String before, String... words) throws Exception {
    StringBuilder line = new StringBuilder("COMP_WORDS=(pim");
    for (String word : words) {
      line.append(" '").append(word).append('\'');
    }
    line.append("); COMP_CWORD=").append(words.length).append('\n');
    return run(
        "bash",
        "source ./BASH.script\n"
            + before
            + line
            + "_pim\n[ ${#COMPREPLY[@]} = 0 ] || printf '%s\\n' \"${COMPREPLY[@]}\"\n");
  }

  private String run(String shell, String script) throws Exception {
    Optional<Path> program = Tools.of(System.getenv()).find(shell);
    assumeTrue(program.isPresent(), shell + " is not installed");
    String plain = shell.equals("bash") ? "--norc" : shell.equals("zsh") ? "-f" : "--no-config";
    String there = "cd '" + root + "'\n";
    Finished finished =
        new ProcessRunner()
            .run(
                Command.of(
                        List.of(program.get().toString(), plain, "-c", there + script),
                        Duration.ofSeconds(60))
                    .withEnvironment(
                        Map.of(
                            "PATH", root + ":" + System.getenv("PATH"),
                            "HOME", root.toString(),
                            "PIM_TEST_ROOT", root.toString())));
    assertEquals(0, finished.exitCode(), finished.output());
    return finished.output();
  }
}
