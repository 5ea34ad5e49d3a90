package io.pim.cli.image;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.SafeText;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.EndOnSignal;
import io.pim.cli.shell.ImageChoice;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.shell.WorkView;
import io.pim.cli.temporal.ThisHost;
import io.pim.host.image.ImageVerdict;
import io.pim.host.image.ImageVerdict.Finding;
import io.pim.host.image.ImageVerdict.Outcome;
import io.pim.host.trial.TrialRules;
import io.pim.model.config.BuildSettings;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Settings;
import io.pim.model.registry.ImageEntry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim image verify}. */
@Command(
    name = "verify",
    header = "Check that an image is intact and boots.",
    description = {
      "",
      "Checks its SHA-256, runs qemu-img check, and boots a temporary copy as a cloud instance, "
          + "which must pass the same checks as in its build. Exits with 1 if anything is wrong. "
          + "The machine uses memory, but no VM slot.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim image verify developer                 the newest image of a profile",
      "  pim image verify developer-x86_64-20261122-101500 --no-boot",
      "  pim image verify developer -o json | jq -r '.findings[] | .check + \" \" + .outcome'"
    })
final class ImageVerifyCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      paramLabel = "NAME",
      description = "An image's name; or a profile or PROFILE-ARCH for its newest image.")
  private String name;

  @Option(names = "--no-boot", description = "Check the file only.")
  private boolean noBoot;

  @Mixin private OutputOption output;

  ImageVerifyCommand(CliContext context) {
    this.context = context;
  }

  /** The JSON of {@code pim image verify -o json}. */
  public record Shown(
      String name, String path, boolean sound, List<Finding> findings, List<String> lastLines) {}

  @Override
  public Integer call() throws Exception {
    ImageEntry image = ImageChoice.of(context.folders()).here(name, ThisHost.id(context.folders()));
    Optional<TrialRules> boot = noBoot ? Optional.empty() : Optional.of(rules());
    return EndOnSignal.around(() -> verify(image, boot));
  }

  private int verify(ImageEntry image, Optional<TrialRules> boot) throws Exception {
    ImageVerdict verdict;
    try (WorkView view = new WorkView(context.terminal())) {
      verdict = context.host().imageVerification().run(image, boot, view);
    }
    if (output.isJson()) {
      JsonOutput.print(
          context.out(),
          new Shown(
              verdict.name(),
              verdict.path().toString(),
              verdict.isSound(),
              verdict.findings(),
              verdict.lastLines()));
    } else {
      print(verdict);
    }
    return verdict.isSound() ? ExitStatus.DONE : ExitStatus.FAILED;
  }

  /** The rules to use when the image's build is no longer known on this host. */
  private TrialRules rules() {
    BuildSettings build = Settings.read(ConfigFolders.of(context.folders())).build();
    return new TrialRules(
        build.ssh().timeout(), build.ssh().pollInterval(), build.limits(), Optional.empty());
  }

  private void print(ImageVerdict verdict) {
    for (Finding finding : verdict.findings()) {
      line(
          "%-9s  %-7s  %s"
              .formatted(word(finding.check()), word(finding.outcome()), finding.detail()));
    }
    verdict.lastLines().forEach(last -> context.err().println(SafeText.line("  | " + last)));
    if (ended(verdict, Outcome.FAILED)) {
      context
          .err()
          .println(
              SafeText.line(
                  "output of the instance: "
                      + context.folders().verification(verdict.name()).root()));
    }
    boolean booted = ended(verdict, Outcome.PASSED);
    line(
        "image "
            + verdict.name()
            + (verdict.isSound() ? booted ? " is sound" : "'s file is intact" : " is NOT sound"));
  }

  /** Prints the result if the image was booted; returns whether it was. */
  private static boolean ended(ImageVerdict verdict, Outcome outcome) {
    return verdict.findings().stream()
        .anyMatch(
            finding -> finding.check() == ImageVerdict.Check.BOOT && finding.outcome() == outcome);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private void line(String text) {
    context.out().println(SafeText.line(text).stripTrailing());
  }
}
