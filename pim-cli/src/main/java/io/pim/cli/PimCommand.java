package io.pim.cli;

import io.pim.cli.build.BuildCommand;
import io.pim.cli.completion.CompletionCommand;
import io.pim.cli.config.ConfigCommand;
import io.pim.cli.config.InitCommand;
import io.pim.cli.deploy.DeployCommand;
import io.pim.cli.doctor.DoctorCommand;
import io.pim.cli.image.ImageCommand;
import io.pim.cli.iso.IsoCommand;
import io.pim.cli.profile.ProfileCommand;
import io.pim.cli.serve.ServeCommand;
import io.pim.cli.service.DownCommand;
import io.pim.cli.service.StatusCommand;
import io.pim.cli.service.UiCommand;
import io.pim.cli.service.UpCommand;
import io.pim.cli.target.TargetCommand;
import io.pim.cli.ventoy.VentoyCommand;
import io.pim.cli.vm.VmCommand;
import io.pim.cli.worker.WorkerCommand;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code pim}. */
@MainCommands(
    commands = {
      InitCommand.class,
      BuildCommand.class,
      ImageCommand.class,
      DeployCommand.class,
      TargetCommand.class,
      VmCommand.class,
      ProfileCommand.class,
      IsoCommand.class,
      ConfigCommand.class,
      ServeCommand.class,
      VentoyCommand.class,
      WorkerCommand.class,
      DoctorCommand.class,
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      UiCommand.class,
      CompletionCommand.class,
      HelpCommand.class,
      CompleteCommand.class
    })
@Command(
    name = "pim",
    header = "Turns installer ISOs into cloud-init-ready VM images.",
    description = {
      "",
      "A build never loses more than the step it was in: kill the worker, the server, QEMU or "
          + "the power, and it continues from the last completed step.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = PimVersion.class,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong usage or configuration; nothing was started",
      "3:the build is held and waits for a person",
      "130:interrupted, or the build was cancelled"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim init ~/images            a configuration folder to start with",
      "  pim build run developer      build an image, live on a terminal",
      "  pim build list               every build and its state",
      "  pim image list               finished images",
      "  pim vm run developer         a VM of the newest image",
      "  pim config check             everything that is wrong with the configuration"
    })
public final class PimCommand {
  @SuppressWarnings("UnusedVariable") // picocli handles this option.
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @SuppressWarnings("UnusedVariable") // picocli handles this option.
  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show PIM's version.")
  private boolean version;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "With an error, show the stack trace.")
  private boolean debug;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Say nothing on the way: only results and errors.")
  private boolean quiet;

  @Option(
      names = {"-C", "--directory"},
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description =
          "Run as if pim had been started in DIR: its configuration, and file names relative to"
              + " it.")
  private Path folder;

  /** The folder to work in; empty for the working directory. */
  Optional<Path> folder() {
    return Optional.ofNullable(folder);
  }

  boolean isQuiet() {
    return quiet;
  }

  boolean isDebug() {
    return debug;
  }
}
