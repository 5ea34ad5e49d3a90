package io.pim.host.layer;

import io.pim.model.files.BuildId;
import io.pim.model.files.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lists PIM's files in the folder of layers. Links and unknown files are ignored.
 *
 * @param leftovers files of interrupted freezes
 */
public record LayerInventory(List<StoredLayer> layers, List<Leftover> leftovers) {
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern PART = Pattern.compile("\\.?(.+?)\\.(?:json|efivars|memory).*");
  private static final Pattern BESIDE = Pattern.compile("\\.(json|efivars\\.fd|memory(\\.json)?)$");

  /**
   * A layer.
   *
   * @param parent the layer's backing file; empty for a first layer, and if its facts name none
   */
  public record StoredLayer(LayerPlace place, Optional<Path> parent, Instant lastUsed) {}

  /** A draft, or a file of a layer whose disk is missing. */
  public record Leftover(Path file, BuildId build, Instant modified) {}

  public static LayerInventory of(Path root) throws IOException {
    LayerInventory found = new LayerInventory(new ArrayList<>(), new ArrayList<>());
    for (Path folder : Listing.of(root)) {
      if (KEY.matcher(folder.getFileName().toString()).matches()
          && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        for (Path file : Listing.of(folder)) {
          found.add(root, file);
        }
      }
    }
    return found;
  }

  /**
   * The places with a warm checkpoint or a part of one, whether or not their layer still exists.
   */
  public static Set<LayerPlace> withMemory(Path root) throws IOException {
    Set<LayerPlace> places = new LinkedHashSet<>();
    for (Path folder : Listing.of(root)) {
      if (KEY.matcher(folder.getFileName().toString()).matches()
          && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        for (Path file : Listing.of(folder)) {
          LayerPlace.at(root, diskBeside(file))
              .filter(place -> file.equals(place.memory()) || file.equals(place.memoryFacts()))
              .ifPresent(places::add);
        }
      }
    }
    return places;
  }

  private void add(Path root, Path file) throws IOException {
    Optional<LayerPlace> place =
        LayerPlace.at(root, file).or(() -> LayerPlace.at(root, diskBeside(file)));
    if (place.isPresent() && place.get().isTaken()) {
      if (file.equals(place.get().disk())) {
        layers.add(stored(place.get()));
      }
      return;
    }
    Matcher part = PART.matcher(file.getFileName().toString());
    if (part.matches() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      BuildId.tryParse(part.group(1))
          .ifPresent(build -> leftovers.add(new Leftover(file, build, Listing.modified(file))));
    }
  }

  private static Path diskBeside(Path file) {
    String name = file.getFileName().toString();
    return file.resolveSibling(BESIDE.matcher(name).replaceFirst("") + ".qcow2");
  }

  private static StoredLayer stored(LayerPlace place) throws IOException {
    Optional<Path> parent =
        LayerFacts.read(place)
            .flatMap(LayerFacts::parent)
            .flatMap(path -> LayerPlace.at(place.root(), path))
            .map(LayerPlace::disk);
    Path facts = place.facts();
    return new StoredLayer(
        place,
        parent,
        Listing.modified(Files.exists(facts, LinkOption.NOFOLLOW_LINKS) ? facts : place.disk()));
  }
}
