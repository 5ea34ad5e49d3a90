package io.pim.cli.ventoy;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.Facts;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.Table;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.EndOnSignal;
import io.pim.cli.shell.OutputOption;
import io.pim.host.ventoy.BlockDevice;
import io.pim.host.ventoy.DataFolder;
import io.pim.host.ventoy.IsoCopy;
import io.pim.host.ventoy.VentoyDisk;
import io.pim.model.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pim ventoy status}. */
@Command(
    name = "status",
    header = "Show the version of Ventoy on a device, and which of the catalog's ISOs it has.",
    description = "Root is needed to read Ventoy's version and, if it is not mounted, the ISOs.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim ventoy status /dev/sdb",
      "  pim ventoy status -o json | jq -r '.isos[] | select(.state == \"missing\").key'"
    })
public final class VentoyStatusCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      paramLabel = "DEVICE",
      arity = "0..1",
      description = "The whole disk, such as /dev/sdb. Default: ventoy.device.")
  private String device;

  @Mixin private OutputOption output;

  VentoyStatusCommand(CliContext context) {
    this.context = context;
  }

  /** Whether the device has an ISO that is verified on this host. */
  public enum State {
    COPIED("on it"),
    MISSING("not on it"),
    UNKNOWN("unknown: it could not be read");

    private final String title;

    State(String title) {
      this.title = title;
    }
  }

  /** An ISO of the catalog, and its state on the device. */
  public record Iso(String key, String file, long bytes, State state) {}

  /**
   * The JSON of {@code pim ventoy status -o json}.
   *
   * @param version the version of Ventoy on it; missing when there is none or it cannot be read
   * @param freeBytes the free bytes on the partition for ISOs
   */
  public record Status(
      String device,
      long bytes,
      String model,
      boolean ventoy,
      Optional<String> version,
      Optional<Long> freeBytes,
      List<Iso> isos) {}

  @Override
  public Integer call() throws Exception {
    return EndOnSignal.around(this::show);
  }

  private int show() throws IOException, InterruptedException {
    VentoySetup setup = VentoySetup.of(context);
    BlockDevice disk = setup.device(Optional.ofNullable(device));
    VentoyIsos catalog = VentoyIsos.of(context, List.of());
    Optional<VentoyDisk> ventoy = VentoyDisk.on(disk);
    Status status =
        ventoy.isPresent()
            ? with(setup, disk, ventoy.get(), catalog)
            : status(disk, Optional.empty(), Optional.empty(), List.of());
    if (output.isJson()) {
      JsonOutput.print(context.out(), status);
    } else {
      print(status);
    }
    return ExitStatus.DONE;
  }

  private Status with(VentoySetup setup, BlockDevice disk, VentoyDisk ventoy, VentoyIsos catalog)
      throws IOException, InterruptedException {
    Optional<DataFolder> opened = open(setup, ventoy);
    if (opened.isEmpty()) {
      List<Iso> isos = catalog.verified().stream().map(i -> iso(i, State.UNKNOWN)).toList();
      return status(disk, Optional.of(ventoy), Optional.empty(), isos);
    }
    try (DataFolder data = opened.get()) {
      IsoCopy there = new IsoCopy(data.folder());
      List<Iso> isos = new ArrayList<>();
      for (IsoCopy.Iso iso : catalog.verified()) {
        isos.add(iso(iso, there.has(iso) ? State.COPIED : State.MISSING));
      }
      long free = Files.getFileStore(data.folder()).getUsableSpace();
      return status(disk, Optional.of(ventoy), Optional.of(free), isos);
    }
  }

  private Optional<DataFolder> open(VentoySetup setup, VentoyDisk ventoy)
      throws IOException, InterruptedException {
    try {
      return Optional.of(
          DataFolder.open(
              ventoy,
              DataFolder.Access.READ,
              VentoySetup.mountParent(),
              setup.runner(),
              setup.tools()));
    } catch (BuildFailure unreadable) {
      // It is not readable, for example without root. The rest of the status is still useful.
      return Optional.empty();
    }
  }

  private static Iso iso(IsoCopy.Iso iso, State state) {
    return new Iso(iso.key(), iso.file().getFileName().toString(), iso.bytes(), state);
  }

  private static Status status(
      BlockDevice disk, Optional<VentoyDisk> ventoy, Optional<Long> free, List<Iso> isos) {
    return new Status(
        disk.path().toString(),
        disk.bytes(),
        disk.model(),
        ventoy.isPresent(),
        ventoy.flatMap(VentoyDisk::version),
        free,
        isos);
  }

  private void print(Status status) {
    new Facts()
        .add("device", status.device())
        .add("size", ForPeople.size(status.bytes()))
        .add("model", status.model())
        .add("Ventoy", status.ventoy() ? status.version().orElse("of unknown version") : "none")
        .add("free", status.freeBytes().map(ForPeople::size).orElse(""))
        .print(context.terminal());
    if (!status.isos().isEmpty()) {
      context.out().println();
      Table table = new Table("ISO", "SIZE", "STATE");
      status.isos().forEach(i -> table.row(i.key(), ForPeople.size(i.bytes()), i.state().title));
      table.print(context.out());
    }
    if (!status.ventoy()) {
      context.err().println("next: pim ventoy prepare " + status.device());
    }
  }
}
