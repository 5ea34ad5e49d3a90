package io.pim.cli.image;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.SafeText;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.EndOnSignal;
import io.pim.cli.shell.ImageChoice;
import io.pim.cli.shell.OutputOption;
import io.pim.cli.shell.WorkView;
import io.pim.host.remote.ImagePush;
import io.pim.host.remote.PushedImage;
import io.pim.model.registry.ImageEntry;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pim image push}. */
@Command(
    name = "push",
    header = "Push an image of this host to the shared store.",
    description = {
      "",
      "Sends only what the registry lacks, and continues an upload that was interrupted. The "
          + "image gets its build's time as its tag; the tag latest moves to it unless it leads "
          + "to a newer image. With store.url in pim.yml, builds push their images by themselves.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim image push developer                  the newest image of a profile",
      "  pim image push developer-x86_64-20261122-101500 -o json | jq -r .place"
    })
final class ImagePushCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      paramLabel = "NAME",
      description = "An image's name; or a profile or PROFILE-ARCH for its newest image.")
  private String name;

  @Mixin private OutputOption output;

  ImagePushCommand(CliContext context) {
    this.context = context;
  }

  /** The JSON of {@code pim image push -o json}; {@code sent} in bytes. */
  public record Shown(String image, String place, long sent, boolean latest) {}

  @Override
  public Integer call() throws Exception {
    SharedStore store = SharedStore.of(context);
    ImageEntry image = ImageChoice.of(context.folders()).here(name, store.hostId());
    return EndOnSignal.around(() -> push(store, image));
  }

  private int push(SharedStore store, ImageEntry image) throws Exception {
    PushedImage pushed;
    try (WorkView view = new WorkView(context.terminal())) {
      pushed =
          new ImagePush(store.store(), context.folders(), store.hostId(), context.clock())
              .run(image, view);
    }
    if (output.isJson()) {
      JsonOutput.print(
          context.out(), new Shown(image.name(), pushed.place(), pushed.sent(), pushed.latest()));
    } else {
      context
          .out()
          .println(
              SafeText.line(
                  (pushed.sent() == 0
                          ? "the store already has it: "
                          : "pushed " + ForPeople.size(pushed.sent()) + ": ")
                      + pushed.place()
                      + (pushed.latest() ? ", latest" : "")));
    }
    return ExitStatus.DONE;
  }
}
