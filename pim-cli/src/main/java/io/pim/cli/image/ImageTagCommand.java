package io.pim.cli.image;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.output.SafeText;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.OutputOption;
import io.pim.host.remote.StoreTags;
import io.pim.model.store.StoreReference;
import io.pim.model.store.StoreTag;
import io.pim.model.unit.Architecture;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim image tag}. */
@Command(
    name = "tag",
    header = "Move a channel of the shared store to an image.",
    description = {
      "",
      "A channel is a tag such as stable or testing. Moving it takes one act; images that are "
          + "pushed later do not change it. The image must be in the store.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim image tag developer:20261122-101500 stable",
      "  pim image tag developer:testing stable     what testing is now",
      "  pim image tag developer-arm64:latest stable"
    })
final class ImageTagCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      index = "0",
      paramLabel = "PROFILE[:TAG]",
      description =
          "The image: a profile or PROFILE-ARCH, with a tag (default: latest), or a build's id.")
  private String name;

  @Parameters(index = "1", paramLabel = "CHANNEL", description = "The tag to move or to create.")
  private String channel;

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "x86_64 or arm64. Default: this host's own.")
  private Architecture architecture;

  @Mixin private OutputOption output;

  ImageTagCommand(CliContext context) {
    this.context = context;
  }

  /**
   * The JSON of {@code pim image tag -o json}.
   *
   * @param previous the image that the channel led to before; missing for a new channel
   */
  public record Shown(String image, String place, Optional<String> previous) {}

  @Override
  public Integer call() throws Exception {
    SharedStore store = SharedStore.of(context);
    StoreReference image = store.reference(name, Optional.ofNullable(architecture));
    StoreTag tag = tag();
    StoreTags.Moved moved = new StoreTags(store.store()).move(image, tag);
    Shown shown =
        new Shown(moved.image().name(), store.store().place(image.line(), tag), moved.previous());
    if (output.isJson()) {
      JsonOutput.print(context.out(), shown);
    } else {
      context
          .out()
          .println(
              SafeText.line(
                  shown.place()
                      + " is "
                      + shown.image()
                      + shown
                          .previous()
                          .filter(its -> !its.equals(shown.image()))
                          .map(its -> ", and was " + its)
                          .orElse("")));
    }
    return ExitStatus.DONE;
  }

  private StoreTag tag() {
    try {
      StoreTag tag = new StoreTag(channel);
      if (tag.isChannel()) {
        return tag;
      }
    } catch (IllegalArgumentException e) {
      // Reported below.
    }
    throw Complaint.of(ExitStatus.USAGE, "'" + channel + "' cannot be a channel.")
        .because("latest follows pushes, and tags with the form of a build's time never move.")
        .advise("Use letters, digits and . _ -, such as stable.")
        .failure();
  }
}
