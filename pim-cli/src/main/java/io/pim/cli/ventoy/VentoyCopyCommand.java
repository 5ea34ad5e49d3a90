package io.pim.cli.ventoy;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.LiveLines;
import io.pim.cli.output.ProgressBar;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.EndOnSignal;
import io.pim.host.ventoy.DataFolder;
import io.pim.host.ventoy.IsoCopy;
import io.pim.host.ventoy.VentoyDisk;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pim ventoy copy}. */
@Command(
    name = "copy",
    header = "Copy the catalog's downloaded and verified ISOs to a device with Ventoy.",
    description = {
      "",
      "Existing files of the same size are kept. If the partition for ISOs is mounted, the "
          + "command uses it there; otherwise it mounts it, as root, and unmounts it at the end, "
          + "even after errors and Ctrl-C.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim ventoy copy /dev/sdb",
      "  pim ventoy copy /dev/sdb debian-13.1.0-amd64-netinst",
      "  sudo -E pim ventoy copy              to ventoy.device of pim.yml"
    })
final class VentoyCopyCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      paramLabel = "[DEVICE] [KEY...]",
      hideParamSyntax = true,
      arity = "0..*",
      description =
          "The whole disk, such as /dev/sdb (default: ventoy.device), and keys of the catalog"
              + " (default: all that are downloaded and verified).")
  private List<String> arguments = List.of();

  VentoyCopyCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    return EndOnSignal.around(this::copy);
  }

  private int copy() throws IOException, InterruptedException {
    VentoySetup setup = VentoySetup.of(context);
    boolean named = !arguments.isEmpty() && arguments.get(0).startsWith("/");
    List<String> keys = arguments.subList(named ? 1 : 0, arguments.size());
    VentoyIsos isos = isos(keys);
    VentoyDisk disk =
        setup.ventoyOn(setup.device(named ? Optional.of(arguments.get(0)) : Optional.empty()));
    List<IsoCopy.Iso> copied;
    try (DataFolder data =
        DataFolder.open(
            disk,
            DataFolder.Access.WRITE,
            VentoySetup.mountParent(),
            setup.runner(),
            setup.tools())) {
      context.err().println("copying to " + data.folder());
      copied = new IsoCopy(data.folder()).copy(isos.verified(), new View(context));
    }
    int there = isos.verified().size() - copied.size();
    context
        .out()
        .println(ForPeople.count(copied.size(), "ISO") + " copied, " + there + " already there");
    return ExitStatus.DONE;
  }

  private VentoyIsos isos(List<String> keys) throws IOException {
    VentoyIsos isos = VentoyIsos.of(context, keys);
    String others = String.join(", ", isos.others());
    if (isos.verified().isEmpty() || (!keys.isEmpty() && !isos.others().isEmpty())) {
      throw Complaint.of(ExitStatus.FAILED, "There is nothing to copy yet.")
          .because(
              others.isEmpty()
                  ? "the ISO catalog is empty"
                  : "not downloaded, or not verified yet: " + others)
          .advise("Download it: pim iso download KEY; a build does so as well.")
          .failure();
    }
    if (!others.isEmpty()) {
      context.err().println("left out, because not downloaded or not verified yet: " + others);
    }
    return isos;
  }

  /** Shows a bar while an ISO is copied, and a line afterwards. */
  private static final class View implements IsoCopy.Progress {
    private final LiveLines line;

    private View(CliContext context) {
      this.line = LiveLines.onNotices(context.terminal());
    }

    @Override
    public void at(IsoCopy.Iso iso, long bytes) {
      line.drawNowAndThen(
          () -> List.of(line.clipped(ProgressBar.line(iso.key(), bytes, iso.bytes()))));
    }

    @Override
    public void done(IsoCopy.Iso iso) {
      line.clear();
      line.say("copied " + iso.key() + " (" + ForPeople.size(iso.bytes()) + ")");
    }
  }
}
