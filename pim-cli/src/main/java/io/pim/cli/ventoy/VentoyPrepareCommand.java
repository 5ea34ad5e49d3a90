package io.pim.cli.ventoy;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.LiveLines;
import io.pim.cli.output.ProgressBar;
import io.pim.cli.output.SafeText;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.Confirmation;
import io.pim.cli.shell.EndOnSignal;
import io.pim.host.ventoy.BlockDevice;
import io.pim.host.ventoy.DeviceCheck;
import io.pim.host.ventoy.VentoyInstaller;
import io.pim.host.ventoy.VentoyPrograms;
import io.pim.host.ventoy.VentoyRelease;
import io.pim.tools.fetch.FetchProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim ventoy prepare}. */
@Command(
    name = "prepare",
    header = "Put Ventoy on a USB device. All data on it is lost.",
    description = {
      "",
      "Downloads the release that pim.yml names, verifies its checksum, and runs Ventoy's own "
          + "installer. Accepts only whole disks that are on USB or removable, and not in use. "
          + "Shows the contents of the disk and asks you to type its name and size. Linux only, as "
          + "root.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sudo -E pim ventoy prepare /dev/sdb",
      "  sudo -E pim ventoy prepare           the device of ventoy.device in pim.yml",
      "  pim ventoy copy /dev/sdb             next: the ISOs"
    })
final class VentoyPrepareCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      paramLabel = "DEVICE",
      arity = "0..1",
      description = "The whole disk, such as /dev/sdb. Default: ventoy.device.")
  private String device;

  @Option(
      names = {"-f", "--force"},
      description = "Do not ask; all checks are still made.")
  private boolean force;

  @Option(
      names = "--allow-loop",
      description = "Allow a loop device, for a file to be written to a USB device later.")
  private boolean allowLoop;

  VentoyPrepareCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    return EndOnSignal.around(this::prepare);
  }

  private int prepare() throws IOException, InterruptedException {
    VentoySetup setup = VentoySetup.of(context);
    BlockDevice disk = setup.device(Optional.ofNullable(device));
    DeviceCheck check = setup.check();
    check.requireWipeable(disk, allowLoop);
    VentoyRelease release = setup.release();
    setup.requireRoot("pim ventoy prepare " + disk.path());
    LiveLines progress = LiveLines.onNotices(context.terminal());
    Path programs =
        new VentoyPrograms(setup.folder(), setup.runner(), context.environment())
            .get(
                release,
                (phase, bytes, total) ->
                    progress.drawNowAndThen(() -> line(progress, release, phase, bytes, total)));
    progress.clear();
    progress.say("Ventoy " + release.version() + " is in " + programs);

    VentoyInstaller installer = new VentoyInstaller(setup.devices(), setup.runner(), setup.tools());
    show(disk, installer);
    if (!force) {
      confirm(disk);
    }
    // Checked again: while the person read and typed, the device may have been mounted, or replaced
    // by another one.
    BlockDevice now = check.find(disk.path().toString());
    check.requireWipeable(now, allowLoop);
    if (!now.equals(disk)) {
      throw notDone("it has changed since you were asked");
    }
    context.err().println("wiping " + disk.path() + " and installing; do not unplug it");
    installer.install(disk, programs);
    context.out().println("Ventoy " + release.version() + " is on " + disk.path());
    context.err().println("next: pim ventoy copy " + disk.path());
    return ExitStatus.DONE;
  }

  private static List<String> line(
      LiveLines progress,
      VentoyRelease release,
      FetchProgress.Phase phase,
      long bytes,
      long total) {
    String what = "Ventoy " + release.version() + " " + phase.name().toLowerCase(Locale.ROOT);
    return List.of(progress.clipped(ProgressBar.line(what, bytes, total)));
  }

  private void show(BlockDevice disk, VentoyInstaller installer) throws InterruptedException {
    line(DeviceCheck.titled(disk) + ", " + disk.attachment().name().toLowerCase(Locale.ROOT));
    String whole = installer.contents(disk.path());
    if (!whole.isEmpty()) {
      line("  " + disk.path() + "  " + whole);
    }
    for (BlockDevice.Partition partition : disk.partitions()) {
      line(
          "  "
              + partition.path()
              + "  "
              + ForPeople.size(partition.bytes())
              + "  "
              + installer.contents(partition.path()));
    }
    line("All data on " + disk.path() + " will be lost.");
  }

  private void line(String text) {
    context.err().println(SafeText.line(text).stripTrailing());
  }

  private void confirm(BlockDevice disk) throws IOException {
    String words = disk.name() + " " + ForPeople.size(disk.bytes());
    if (!new Confirmation(context.err()).typed(words)) {
      context.err().println();
      throw notDone("the typed text differs");
    }
  }

  private static RuntimeException notDone(String why) {
    return Complaint.of(ExitStatus.FAILED, "Nothing was changed.")
        .because(why)
        .advise("Run the command again; -f does not ask.")
        .failure();
  }
}
