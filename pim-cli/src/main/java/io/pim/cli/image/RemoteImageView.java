package io.pim.cli.image;

import io.pim.cli.output.ForPeople;
import io.pim.cli.output.Table;
import io.pim.host.remote.ImageStore;
import io.pim.host.remote.RemoteImage;
import io.pim.host.remote.StoredImage;
import io.pim.model.plan.StepKey;
import io.pim.model.store.StoreTag;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * An image in the store; the JSON of {@code pim image list --remote -o json}.
 *
 * @param place its own address in the store
 * @param tags all tags that lead to it, the build's own first
 * @param here whether this host has it as well
 * @param size of its disk, in bytes
 */
record RemoteImageView(
    String name,
    String profile,
    Architecture architecture,
    String place,
    List<String> tags,
    boolean here,
    long size,
    Sha256 sha256,
    String buildId,
    Instant created,
    StepKey imageKey,
    Firmware firmware) {

  /**
   * A view.
   *
   * @param digestsHere of the images that this host has
   */
  static RemoteImageView of(RemoteImage remote, ImageStore store, Set<Sha256> digestsHere) {
    StoredImage image = remote.image();
    return new RemoteImageView(
        image.name(),
        image.line().profile(),
        image.line().architecture(),
        store.place(image.line(), StoreTag.of(image.build())),
        remote.tags().stream().map(StoreTag::text).toList(),
        digestsHere.contains(image.sha256()),
        image.size(),
        image.sha256(),
        image.build().text(),
        image.created(),
        image.plan(),
        image.firmware());
  }

  static Table table(List<RemoteImageView> images, Instant now) {
    Table table = new Table("IMAGE", "PROFILE", "ARCH", "SIZE", "CREATED", "TAGS", "HERE");
    for (RemoteImageView image : images) {
      table.row(
          image.name(),
          image.profile(),
          image.architecture(),
          ForPeople.size(image.size()),
          ForPeople.ago(image.created(), now),
          String.join(" ", image.tags()),
          image.here() ? "yes" : "no");
    }
    return table;
  }
}
