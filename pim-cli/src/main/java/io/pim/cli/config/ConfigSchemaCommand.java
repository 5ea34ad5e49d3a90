package io.pim.cli.config;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.model.profile.ConfigSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pim config schema}. */
@Command(
    name = "schema",
    header = "Print the JSON Schema of a configuration file, for editors.",
    description = {
      "",
      "Editors with yaml-language-server complete and check a file that names its schema in a "
          + "comment: # yaml-language-server: $schema=FILE. The schema is made from the rules of "
          + "pim config check, which remains the authority.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim config schema pim > .schemas/pim.json",
      "  pim config schema profiles > .schemas/profiles.json"
    })
final class ConfigSchemaCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      paramLabel = "FILES",
      description =
          "One of ${COMPLETION-CANDIDATES}: pim.yml, or the files of isos.d, profiles.d, targets.d,"
              + " files.d.")
  private ConfigSchema schema;

  ConfigSchemaCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    context.out().print(schema.text());
    context.out().flush();
    return ExitStatus.DONE;
  }
}
