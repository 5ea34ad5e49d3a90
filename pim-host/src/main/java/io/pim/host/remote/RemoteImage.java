package io.pim.host.remote;

import io.pim.model.store.StoreTag;
import java.util.List;

/**
 * An image in the store with the tags that lead to it.
 *
 * @param tags the build's own tag first
 */
public record RemoteImage(StoredImage image, List<StoreTag> tags) {
  public RemoteImage {
    tags = List.copyOf(tags);
  }

  /** Whether a moving tag leads to it, so that somebody may depend on it. */
  public boolean isFollowed() {
    return tags.stream().anyMatch(tag -> !tag.isOfBuild());
  }
}
