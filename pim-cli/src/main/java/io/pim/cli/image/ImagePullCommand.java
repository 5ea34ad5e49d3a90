package io.pim.cli.image;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.SafeText;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.EndOnSignal;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.shell.WorkView;
import io.pim.host.remote.ImagePull;
import io.pim.host.remote.PulledImage;
import io.pim.model.store.StoreReference;
import io.pim.model.unit.Architecture;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim image pull}. */
@Command(
    name = "pull",
    header = "Pull an image from the shared store to this host.",
    description = {
      "",
      "Downloads the image, checks its SHA-256 and registers it as on the host that built it, so "
          + "that pim vm run, pim deploy run and builds use it. Continues a download that was "
          + "interrupted; an image that is here already is not downloaded again.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim image pull developer && pim vm run developer",
      "  pim image pull developer:stable",
      "  pim image pull developer-x86_64-20261122-101500"
    })
final class ImagePullCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      paramLabel = "PROFILE[:TAG]",
      description =
          "A profile or PROFILE-ARCH, with a tag: a build's time or id, or a channel such as "
              + "stable. Without a tag: latest. Or the id of a build.")
  private String name;

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "x86_64 or arm64. Default: this host's own.")
  private Architecture architecture;

  @Mixin private OutputOption output;

  ImagePullCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws Exception {
    SharedStore store = SharedStore.of(context);
    StoreReference wanted = store.reference(name, Optional.ofNullable(architecture));
    return EndOnSignal.around(() -> pull(store, wanted));
  }

  private int pull(SharedStore store, StoreReference wanted) throws Exception {
    PulledImage pulled;
    try (WorkView view = new WorkView(context.terminal())) {
      pulled = new ImagePull(store.store(), context.folders(), store.hostId()).run(wanted, view);
    }
    if (output.isJson()) {
      JsonOutput.print(context.out(), ImageView.of(pulled.image()));
    } else {
      context
          .out()
          .println(
              SafeText.line(
                  pulled.wasHere()
                      ? "image " + pulled.image().name() + " is here already"
                      : "image "
                          + pulled.image().name()
                          + " ("
                          + ForPeople.size(pulled.image().size())
                          + ", sha256 "
                          + pulled.image().sha256().abbreviated()
                          + ") from "
                          + pulled.place()));
    }
    return ExitStatus.DONE;
  }
}
