package io.pim.cli.shell;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.model.config.NearestName;
import io.pim.model.files.BuildId;
import io.pim.model.files.Names;
import io.pim.model.files.PimFolders;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds the images that a person names; an unknown name is a usage error. */
public final class ImageChoice {
  private final Path registry;
  private final List<ImageEntry> newestFirst;

  private ImageChoice(Path registry, List<ImageEntry> newestFirst) {
    this.registry = registry;
    this.newestFirst = newestFirst;
  }

  /** A choice among the images that are now in the registry. */
  public static ImageChoice of(PimFolders folders) throws IOException {
    return new ImageChoice(folders.registry(), new Registry(folders).list());
  }

  /**
   * The newest image of each profile and architecture.
   *
   * @param newestFirst images, newest first
   */
  public static Stream<ImageEntry> newestOfEach(List<ImageEntry> newestFirst) {
    Set<String> seen = new HashSet<>();
    return newestFirst.stream().filter(image -> seen.add(family(image)));
  }

  /** All images, newest first. */
  public List<ImageEntry> all() {
    return newestFirst;
  }

  /** The images with exactly these names. */
  public List<ImageEntry> named(List<String> names) {
    return names.stream()
        .map(
            name ->
                first(image -> image.name().equals(name))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            unknown(
                                name,
                                "A profile name is not enough here: give the image's "
                                    + "full name.")))
        .toList();
  }

  /** The image with this name; else the newest of this profile, or of {@code profile-arch}. */
  public ImageEntry meant(String name) {
    return Stream.concat(first(image -> image.name().equals(name)), ofFamily(name))
        .findFirst()
        .orElseThrow(() -> unknown(name, ""));
  }

  /**
   * The newest image of this profile, of {@code profile-arch}, or of the named image's profile and
   * architecture.
   */
  public ImageEntry newest(String name) {
    Stream<ImageEntry> ofImages =
        first(image -> image.name().equals(name))
            .flatMap(its -> first(image -> family(image).equals(family(its))));
    return Stream.concat(ofFamily(name), ofImages).findFirst().orElseThrow(() -> unknown(name, ""));
  }

  /**
   * The image with this name, provided that its file is usable on this host.
   *
   * @param thisHost this host's id
   */
  public ImageEntry here(String name, String thisHost) {
    ImageEntry image = meant(name);
    if (!image.isOn(thisHost)) {
      throw Complaint.of(
              ExitStatus.FAILED,
              "Image " + image.name() + " is on host " + image.host().orElse("") + ".")
          .at(image.path())
          .because("This is host " + thisHost + ".")
          .advise("Run the command there.")
          .failure();
    }
    if (!Names.isPlain(image.name())) {
      throw Complaint.of(ExitStatus.FAILED, "The image's name is not one that PIM gives.")
          .at(registry)
          .because("'" + image.name() + "' cannot be the name of a file.")
          .advise("Fix the registry: another program has written this entry.")
          .failure();
    }
    return image;
  }

  private Stream<ImageEntry> ofFamily(String name) {
    return Stream.concat(
        first(image -> image.profile().equals(name)), first(image -> family(image).equals(name)));
  }

  private Stream<ImageEntry> first(Predicate<ImageEntry> wanted) {
    return newestFirst.stream().filter(wanted).limit(1);
  }

  private static String family(ImageEntry image) {
    return BuildId.workflowId(image.profile(), image.architecture());
  }

  private RuntimeException unknown(String name, String why) {
    List<String> names = newestFirst.stream().map(ImageEntry::name).toList();
    return Complaint.of(ExitStatus.USAGE, "There is no image '" + name + "'.")
        .at(registry)
        .because(names.isEmpty() ? "No image has been built yet." : why)
        .advise(NearestName.question(name, names) + "See what there is: pim image list")
        .failure();
  }
}
