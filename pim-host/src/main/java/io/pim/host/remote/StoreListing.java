package io.pim.host.remote;

import io.pim.model.store.StoreAddress;
import io.pim.model.store.StoreLine;
import io.pim.model.store.StoreTag;
import io.pim.tools.oci.Manifest;
import io.pim.tools.oci.Repository;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Lists the images in the store, found by their tags and manifests alone. */
public final class StoreListing {
  private static final Comparator<StoreTag> OWN_FIRST =
      Comparator.comparing((StoreTag tag) -> !tag.isOfBuild()).thenComparing(StoreTag::text);
  private static final Comparator<RemoteImage> NEWEST_FIRST =
      Comparator.comparing((RemoteImage its) -> its.image().created())
          .thenComparing(its -> its.image().name())
          .reversed();

  private final ImageStore store;

  /**
   * The images in the store, newest first.
   *
   * @param complete false when the registry shows no list of its repositories, so that only the
   *     requested lines are included
   */
  public record Listed(List<RemoteImage> images, boolean complete) {
    public Listed {
      images = List.copyOf(images);
    }
  }

  public StoreListing(ImageStore store) {
    this.store = store;
  }

  /**
   * Lists every line.
   *
   * @param known the lines to include in any case
   */
  public Listed all(Collection<StoreLine> known) throws InterruptedException {
    Set<String> names = new TreeSet<>();
    Optional<Set<String>> catalog = store.catalog().repositories();
    String prefix = store.address().project() + "/";
    catalog
        .orElse(Set.of())
        .forEach(
            name -> {
              if (name.startsWith(prefix)
                  && name.indexOf('/', prefix.length()) < 0
                  && !name.equals(prefix + StoreAddress.LAYERS)) {
                names.add(name.substring(prefix.length()));
              }
            });
    if (catalog.isEmpty()) {
      known.forEach(line -> names.add(line.repository()));
    }
    return new Listed(images(names), catalog.isPresent());
  }

  /** Lists some lines. */
  public Listed lines(Collection<StoreLine> lines) throws InterruptedException {
    return new Listed(
        images(
            lines.stream()
                .map(StoreLine::repository)
                .collect(Collectors.toCollection(TreeSet::new))),
        true);
  }

  private List<RemoteImage> images(Set<String> names) throws InterruptedException {
    List<RemoteImage> found = new ArrayList<>();
    for (String name : names) {
      found.addAll(of(name));
    }
    found.sort(NEWEST_FIRST);
    return found;
  }

  private List<RemoteImage> of(String name) throws InterruptedException {
    Repository repository = store.repository(name);
    Map<String, StoredImage> images = new LinkedHashMap<>();
    Map<String, List<StoreTag>> tags = new LinkedHashMap<>();
    for (String tag : repository.tags()) {
      Optional<Manifest> manifest = repository.manifest(tag);
      Optional<StoredImage> image =
          manifest.flatMap(StoredImage::of).filter(its -> its.line().repository().equals(name));
      if (image.isPresent()) {
        String digest = manifest.get().sha256().hex();
        images.put(digest, image.get());
        tags.computeIfAbsent(digest, key -> new ArrayList<>()).add(new StoreTag(tag));
      }
    }
    return images.entrySet().stream()
        .map(
            its ->
                new RemoteImage(
                    its.getValue(), tags.get(its.getKey()).stream().sorted(OWN_FIRST).toList()))
        .toList();
  }
}
