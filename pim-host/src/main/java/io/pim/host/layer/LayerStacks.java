package io.pim.host.layer;

import io.pim.model.files.BuildId;
import io.pim.model.files.Listing;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.StepKey;
import io.pim.model.secret.SealedBlob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Layers with all layers below them, as they travel from one host to another. Nothing is removed
 * here.
 */
public final class LayerStacks {
  private final PimFolders folders;

  public LayerStacks(PimFolders folders) {
    this.folders = folders;
  }

  /**
   * A layer and all below it, the lowest first. The build's own layer comes before those of others.
   *
   * @param onlyOwn whether a layer of another build counts
   * @return empty if there is no such layer, or one of them is missing, changed, or of an older PIM
   *     that stored no digests
   */
  public Optional<List<KeptLayer>> of(StepKey key, BuildId build, boolean onlyOwn)
      throws IOException, InterruptedException {
    List<LayerPlace> places = new ArrayList<>(places(key));
    places.sort(Comparator.comparing((LayerPlace place) -> !place.build().equals(build)));
    for (LayerPlace place : places) {
      if (!onlyOwn || place.build().equals(build)) {
        Optional<List<KeptLayer>> stack = stack(place);
        if (stack.isPresent()) {
          return stack;
        }
      }
    }
    return Optional.empty();
  }

  /** The layer that a build has made of a key, if it is unchanged. */
  public Optional<KeptLayer> layer(StepKey key, BuildId build)
      throws IOException, InterruptedException {
    return stack(place(key, build)).map(stack -> stack.get(stack.size() - 1));
  }

  /**
   * Makes a layer from a pulled disk. An existing layer stays.
   *
   * @param parent the disk's backing file, a layer of this host
   */
  public void adopt(
      Path workDisk,
      Optional<Path> uefiVariables,
      Optional<Path> parent,
      Optional<SealedBlob> login,
      LayerOrigin origin,
      LayerPlace place)
      throws IOException {
    if (!place.isTaken()) {
      new LayerFreeze(workDisk, uefiVariables, parent, login, Optional.of(origin), place).run();
    }
  }

  /** The place of a build's layer, whether or not there is one. */
  public LayerPlace place(StepKey key, BuildId build) {
    return new LayerPlace(folders.layers(), key, build);
  }

  private Optional<List<KeptLayer>> stack(LayerPlace top) throws IOException, InterruptedException {
    List<KeptLayer> downward = new ArrayList<>();
    Optional<LayerPlace> next = Optional.of(top);
    while (next.isPresent()) {
      LayerPlace place = next.get();
      Optional<LayerFacts> facts = LayerFacts.read(place);
      if (facts.isEmpty()
          || facts.get().sha256().isEmpty()
          || downward.stream().anyMatch(below -> below.disk().equals(place.disk()))
          || !facts.get().confirm(place)) {
        return Optional.empty();
      }
      downward.add(kept(place, facts.get()));
      next = facts.get().parent().flatMap(parent -> LayerPlace.at(folders.layers(), parent));
      if (next.isEmpty() && facts.get().parent().isPresent()) {
        return Optional.empty();
      }
    }
    Collections.reverse(downward);
    return Optional.of(List.copyOf(downward));
  }

  private static KeptLayer kept(LayerPlace place, LayerFacts facts) {
    return new KeptLayer(
        place.key(),
        place.build(),
        place.disk(),
        facts.size(),
        facts.sha256().orElseThrow(),
        facts.origin(),
        facts.variablesSha256().map(digest -> place.variables()),
        facts.login());
  }

  /** Newest first. */
  private List<LayerPlace> places(StepKey key) throws IOException {
    Path folder = folders.layers().resolve(key.toString());
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    return Listing.of(folder).stream()
        .flatMap(file -> LayerPlace.at(folders.layers(), file).stream())
        .sorted(
            Comparator.comparing((LayerPlace place) -> place.disk().toFile().lastModified())
                .reversed())
        .toList();
  }
}
