package io.pim.cli.target;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.SafeText;
import io.pim.cli.output.Terminal;
import io.pim.cli.secret.SecretResolver;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.host.deploy.TargetDriver;
import io.pim.host.deploy.TargetFinding;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problems;
import io.pim.model.deploy.DeploySecrets;
import io.pim.model.profile.Targets;
import io.pim.model.target.Target;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pim target check}. */
@Command(
    name = "check",
    header = "Check whether a target can be reached and allows what PIM does there.",
    description = {
      "",
      "Asks the target from this machine, and changes nothing there. Each failing line says what "
          + "fixes it. A deployment makes the same checks, on the host that has the image.",
      ""
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all checks passed",
      "1:a check failed, or the target does not answer",
      "2:the configuration is wrong; the target was not asked"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  pim target check proxmox-sg", "  pim target check proxmox-sg -o json"})
final class TargetCheckCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(paramLabel = "TARGET", description = "The target.")
  private String name;

  @Mixin private OutputOption output;

  TargetCheckCommand(CliContext context) {
    this.context = context;
  }

  /**
   * One line; the JSON of {@code pim target check -o json}.
   *
   * @param found what was found
   * @param todo the fix; empty if the check passed
   */
  record Line(String subject, boolean good, String found, String todo) {
    static Line of(TargetFinding finding) {
      return new Line(finding.subject(), finding.isGood(), finding.found(), finding.todo());
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Line> lines = check().stream().map(Line::of).toList();
    if (output.isJson()) {
      JsonOutput.print(context.out(), lines);
    } else {
      lines.forEach(this::print);
      context.out().flush();
    }
    return lines.stream().allMatch(Line::good) ? ExitStatus.DONE : ExitStatus.FAILED;
  }

  private List<TargetFinding> check() throws IOException, InterruptedException {
    Problems problems = new Problems();
    Targets targets = Targets.read(ConfigFolders.of(context.folders()), problems);
    problems.throwIfAny();
    Target target = targets.get(name);
    DeploySecrets secrets = SecretResolver.of(context).of(target);
    try (TargetDriver driver =
        context.host().targetDrivers().open(name, target.settings(), secrets)) {
      return driver.check(Optional.empty());
    }
  }

  private void print(Line line) {
    Terminal terminal = context.terminal();
    String word = line.good() ? terminal.ink().green("ok  ") : terminal.ink().red("FAIL");
    context.out().println("  " + word + " " + SafeText.line(line.subject() + ": " + line.found()));
    if (!line.todo().isEmpty()) {
      context.out().println("       " + SafeText.line(line.todo()));
    }
  }
}
