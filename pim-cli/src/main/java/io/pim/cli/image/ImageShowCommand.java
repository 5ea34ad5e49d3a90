package io.pim.cli.image;

import io.pim.cli.output.ExitStatus;
import io.pim.cli.output.Facts;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.shell.CliContext;
import io.pim.cli.shell.ImageChoice;
import io.pim.cli.shell.OutputOption;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.ImageManifest;
import io.pim.model.unit.Compression;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pim image show}. */
@Command(
    name = "show",
    header = "Show a finished image and its origin.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  pim image show developer                  the newest image of a profile",
      "  pim image show developer-x86_64 -o json   with its whole manifest",
      "  pim image show developer --latest -o json | jq -r .image.path"
    })
final class ImageShowCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      paramLabel = "NAME",
      description = "An image's name; or a profile or PROFILE-ARCH for its newest image.")
  private String name;

  @Option(
      names = "--latest",
      description = "The newest image of that profile, or of the image's profile and architecture.")
  private boolean latest;

  @Mixin private OutputOption output;

  ImageShowCommand(CliContext context) {
    this.context = context;
  }

  /** The JSON of {@code pim image show -o json}; the manifest is missing when its file is. */
  public record Shown(ImageView image, Optional<ImageManifest> manifest) {}

  @Override
  public Integer call() throws IOException {
    ImageChoice choice = ImageChoice.of(context.folders());
    ImageEntry entry = latest ? choice.newest(name) : choice.meant(name);
    Optional<ImageManifest> manifest =
        Files.exists(entry.manifest())
            ? Optional.of(ImageManifest.read(entry.manifest()))
            : Optional.empty();
    ImageView image = ImageView.of(entry);
    if (output.isJson()) {
      JsonOutput.print(context.terminal().out(), new Shown(image, manifest));
    } else {
      facts(image, manifest).print(context.terminal());
    }
    return ExitStatus.DONE;
  }

  private static Facts facts(ImageView image, Optional<ImageManifest> manifest) {
    Facts facts =
        new Facts()
            .add("image", image.name())
            .add("file", image.exists() ? image.path() : image.path() + " (gone)")
            .add("size", ForPeople.size(image.size()) + " " + image.format())
            .add("compression", image.compression().map(Compression::id).orElse(""))
            .add("sha256", image.sha256())
            .add("profile", image.profile())
            .add("architecture", image.architecture())
            .add("firmware", image.firmware())
            .add("UEFI variables", image.uefiVariables().orElse(""))
            .add("created", ForPeople.time(image.created()))
            .add("build", image.buildId())
            .add("plan key", image.imageKey())
            .add("manifest", image.manifest())
            .add("host", image.host().orElse(""));
    manifest.ifPresent(
        m -> {
          m.iso().ifPresent(iso -> facts.add("ISO", iso.key()));
          m.imported().ifPresent(from -> facts.add("imported from", from.name()));
          if (m.imported().isEmpty()) {
            facts.add("packages", m.packages().size() + " (listed with -o json)");
          }
          m.tools().forEach((tool, version) -> facts.add(tool, version));
        });
    return facts;
  }
}
