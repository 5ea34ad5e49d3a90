package io.pim.cli.manual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManualTest {
  private static final Path COMMANDS = Path.of("../docs/commands");

  @TempDir Path root;

  /**
   * Fails after a change of a command or its help: {@code make docs} then writes the pages again.
   */
  @Test
  void thePagesInDocsMatchTheCommands() throws IOException {
    Map<String, String> there = new TreeMap<>();
    try (Stream<Path> files = Files.list(COMMANDS)) {
      for (Path file : files.toList()) {
        there.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    Map<String, String> wanted = Manual.markdown();
    assertEquals(wanted.keySet(), there.keySet(), "make docs");
    wanted.forEach((name, text) -> assertEquals(text, there.get(name), name + ": make docs"));
  }

  @Test
  void pagesNameTheAliasesOfACommand() throws IOException {
    String page = Files.readString(Path.of("../docs/commands/pim-vm-list.md"));
    assertTrue(page.contains("pim vm ps is the same command."), page);
  }

  @Test
  void manCanReadThePages() throws Exception {
    Optional<Path> groff = Tools.of(System.getenv()).find("groff");
    assumeTrue(groff.isPresent(), "groff is not installed");
    Manual.main(new String[] {"man", root.toString()});
    Path page = root.resolve("pim-build-run.1");
    Finished shown =
        new ProcessRunner()
            .run(
                Command.of(
                    List.of(groff.get().toString(), "-man", "-ww", "-Tascii", page.toString()),
                    Duration.ofSeconds(60)));
    String text = shown.output().replaceAll(".\b|\u001b\\[[0-9;]*m", "");
    assertEquals(0, shown.exitCode(), text);
    assertTrue(text.contains("pim-build-run - Build the image of a profile"), text);
    assertTrue(text.contains("--arch ARCH"), text);
    assertTrue(text.contains("pim build run developer --dry-run"), text);
    assertTrue(!text.contains("warning:"), text);
  }
}
