package io.pim.host.remote;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.store.StoreReference;
import io.pim.model.store.StoreTag;
import io.pim.tools.oci.Manifest;
import io.pim.tools.oci.Repository;
import java.util.Optional;

/** Moves the tags that people give to images, such as {@code stable}. */
public final class StoreTags {
  private final ImageStore store;

  /**
   * A tag that was moved.
   *
   * @param image the image that it leads to now
   * @param previous the name of the image that it led to before; empty for a new tag
   */
  public record Moved(StoredImage image, Optional<String> previous) {}

  public StoreTags(ImageStore store) {
    this.store = store;
  }

  /**
   * Moves a tag to an image, in one act.
   *
   * @throws BuildFailure TARGET_REFUSED when the tag leads to something that PIM did not make; else
   *     as for a pull
   */
  public Moved move(StoreReference image, StoreTag tag) throws InterruptedException {
    Repository repository = store.repository(image.line());
    StoredImage wanted = StoreLookup.require(store, repository, image);
    Optional<Manifest> there = repository.manifest(tag.text());
    Optional<StoredImage> previous = there.flatMap(StoredImage::of);
    if (there.isPresent() && previous.isEmpty()) {
      throw BuildFailure.of(FailureKind.TARGET_REFUSED, "The tag is somebody else's.")
          .where(store.place(image.line(), tag))
          .why("It exists, and PIM did not make it.")
          .todo("Choose another name, or remove the tag from the registry.")
          .build();
    }
    repository.put(tag.text(), wanted.manifest());
    return new Moved(wanted, previous.map(StoredImage::name));
  }
}
