package io.pim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.shell.CliContext;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandLinesTest {
  @Test
  void makesOnlyTheNamedCommand() {
    CommandLine build = noun("build", "list", "--all");
    assertNotNull(command(build, "list").getCommandSpec().findOption("--all"));
    assertEquals(Set.of("list"), build.getSubcommands().keySet());
  }

  @Test
  void makesAllCommandsIfNoneIsNamed() {
    for (CommandLine build :
        List.of(noun("build"), noun("build", "--help"), noun("build", "lst"))) {
      assertTrue(build.getSubcommands().size() > 5, build.getSubcommands().toString());
      assertNotNull(build.getCommandSpec().usageMessage().header());
    }
  }

  @Test
  void findsACommandByItsAlias() {
    CommandLine vm = noun("vm", "ps");
    assertNotNull(command(vm, "ps").getCommandSpec().findOption("--help"));
    assertNull(command(vm, "run"));
  }

  @Test
  void hasTheSameHelpAloneAndAmongOthers() {
    CommandLine all = command(CommandLines.of(CliContext.current()), "build");
    assertEquals(
        command(all, "list").getUsageMessage(),
        command(noun("build", "list"), "list").getUsageMessage());
  }

  private static CommandLine noun(String... words) {
    return command(CommandLines.of(CliContext.current(), List.of(words)), words[0]);
  }

  private static CommandLine command(CommandLine line, String name) {
    return line.getSubcommands().get(name);
  }
}
