package io.pim.cli.doctor;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.Ink;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.SafeText;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pim doctor}. */
@Command(
    name = "doctor",
    header = "Report what works on this machine, and how to fix the rest.",
    description = {
      "",
      "Checks QEMU, firmware, accelerator, folders, space, memory, ports, the Temporal "
          + "service, the worker, the clock and the configuration. Takes some seconds and changes "
          + "nothing.",
      "ok: it works. warn: builds run, but slower or not all of them. fail: no build can run; "
          + "the exit status is then 1.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim doctor",
      "  pim doctor -o json | jq -r '.findings[] | select(.verdict == \"fail\").todo'"
    })
public final class DoctorCommand implements Callable<Integer> {
  private final CliContext context;
  @Mixin private OutputOption output;

  DoctorCommand(CliContext context) {
    this.context = context;
  }

  /**
   * The JSON of {@code pim doctor -o json}.
   *
   * @param healthy whether a build could run
   */
  record Report(boolean healthy, List<Finding> findings) {}

  @Override
  public Integer call() throws InterruptedException {
    List<Finding> findings =
        new Examination(context.folders(), context.environment(), context.clock()).run();
    Report report = new Report(count(findings, Verdict.FAIL) == 0, findings);
    if (output.isJson()) {
      JsonOutput.print(context.out(), report);
    } else {
      print(report);
    }
    return report.healthy() ? ExitStatus.DONE : ExitStatus.FAILED;
  }

  private void print(Report report) {
    int width = report.findings().stream().mapToInt(f -> f.check().length()).max().orElse(0);
    for (Finding finding : report.findings()) {
      String gap = " ".repeat(width - finding.check().length() + 2);
      context.out().println(mark(finding) + finding.check() + gap + SafeText.line(finding.what()));
      finding.todo().ifPresent(todo -> context.out().println("      do: " + SafeText.line(todo)));
    }
    long wrong = count(report.findings(), Verdict.FAIL);
    long doubtful = count(report.findings(), Verdict.WARN);
    String warnings = doubtful == 0 ? "" : " (" + ForPeople.count(doubtful, "warning") + ")";
    context
        .out()
        .println(
            (wrong == 0
                    ? "A build could run here"
                    : "No build could run here: " + ForPeople.count(wrong, "thing") + " to fix")
                + warnings
                + ".");
  }

  private static long count(List<Finding> findings, Verdict verdict) {
    return findings.stream().filter(finding -> finding.verdict() == verdict).count();
  }

  private String mark(Finding finding) {
    Ink ink = context.terminal().ink();
    return switch (finding.verdict()) {
      case OK -> ink.green("ok    ");
      case WARN -> ink.yellow("warn  ");
      case FAIL -> ink.red("fail  ");
    };
  }
}
