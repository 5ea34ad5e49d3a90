package io.pim.host.remote.layers;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.host.remote.ImageStore;
import io.pim.model.json.Json;
import io.pim.tools.oci.Manifest;
import io.pim.tools.oci.Repository;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Removes layers that no build has used for a while from the store. Each build that pushes its
 * layers renews the day on which they were used.
 */
public final class LayerPrune {
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

  private final ImageStore store;

  public LayerPrune(ImageStore store) {
    this.store = store;
  }

  /**
   * A superfluous layer.
   *
   * @param key the step key, which is its tag
   * @param build that made it
   * @param used the day on which a build last used it
   * @param removed false if the registry does not allow deletion
   */
  public record Removal(String key, String build, LocalDate used, boolean removed) {}

  /**
   * Removes layers.
   *
   * @param before layers that were used on this day or later stay
   */
  public List<Removal> run(LocalDate before, boolean dryRun) throws InterruptedException {
    Repository repository = store.layers();
    List<Removal> removals = new ArrayList<>();
    for (String tag : repository.tags()) {
      Optional<Manifest> manifest =
          KEY.matcher(tag).matches() ? repository.manifest(tag) : Optional.empty();
      Optional<Removal> old =
          manifest.flatMap(its -> read(tag, its)).filter(its -> its.used().isBefore(before));
      if (old.isPresent()) {
        boolean removed = dryRun || repository.delete(manifest.get().sha256());
        removals.add(new Removal(tag, old.get().build(), old.get().used(), removed));
      }
    }
    removals.sort(Comparator.comparing(Removal::used).thenComparing(Removal::key));
    return List.copyOf(removals);
  }

  /** Empty for anything that PIM has not pushed. */
  private static Optional<Removal> read(String tag, Manifest manifest) {
    try {
      JsonNode json = Json.mapper().readTree(manifest.bytes());
      JsonNode notes = json.path("annotations");
      return json.path("artifactType").asText().equals(LayerTypes.ARTIFACT)
          ? Optional.of(
              new Removal(
                  tag,
                  notes.path(LayerTypes.BUILD).asText(),
                  LocalDate.parse(notes.path(LayerTypes.USED).asText()),
                  true))
          : Optional.empty();
    } catch (IOException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
