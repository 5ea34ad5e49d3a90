package io.pim.cli;

import io.pim.cli.build.Interrupts;
import io.pim.cli.command.CliContext;
import io.pim.cli.command.CommandLines;
import io.pim.cli.output.Terminal;
import io.pim.model.files.PimFolders;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** The program. */
public final class Pim {
  private Pim() {}

  public static void main(String[] arguments) {
    Map<String, String> environment = System.getenv();
    CliContext context =
        new CliContext(
            PimFolders.of(environment, Path.of(System.getProperty("user.home")), Path.of("")),
            environment,
            Terminal.ofProcess(environment),
            null,
            new Interrupts(),
            Clock.systemUTC());
    System.exit(CommandLines.of(context).execute(arguments));
  }
}
