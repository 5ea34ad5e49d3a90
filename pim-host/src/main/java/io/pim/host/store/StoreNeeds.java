package io.pim.host.store;

import io.pim.host.layer.LayerPlace;
import io.pim.model.files.BuildId;
import io.pim.model.plan.StepKey;
import io.pim.model.unit.Digest;
import java.nio.file.Path;
import java.util.Set;

/**
 * What unfinished builds and finished images need.
 *
 * @param unfinished builds that run, wait or are held; what they have made is theirs
 * @param keys the steps of their plans: they may start from any layer of these
 * @param disks what their working disks stand on
 * @param isos the digests of the ISOs they install from
 * @param withImage builds whose image is there or is registered
 */
public record StoreNeeds(
    Set<BuildId> unfinished,
    Set<StepKey> keys,
    Set<Path> disks,
    Set<Digest> isos,
    Set<BuildId> withImage) {
  public StoreNeeds {
    unfinished = Set.copyOf(unfinished);
    keys = Set.copyOf(keys);
    disks = Set.copyOf(disks);
    isos = Set.copyOf(isos);
    withImage = Set.copyOf(withImage);
  }

  boolean needs(LayerPlace layer) {
    return unfinished.contains(layer.build())
        || keys.contains(layer.key())
        || disks.contains(layer.disk());
  }
}
