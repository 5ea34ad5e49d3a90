package io.pim.cli.completion;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pim completion}. */
@Command(
    name = "completion",
    header = "Print the script that lets a shell complete pim's command lines.",
    description = {
      "",
      "Completes commands, options, and the names of profiles, builds, images, ISOs and VMs on "
          + "this machine, without starting anything.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(pim completion bash)       in ~/.bashrc",
      "  source <(pim completion zsh)        in ~/.zshrc, after compinit",
      "  pim completion fish > ~/.config/fish/completions/pim.fish"
    })
public final class CompletionCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
  private Shell shell;

  CompletionCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    context.out().print(shell.script());
    context.out().flush();
    return ExitStatus.DONE;
  }
}
