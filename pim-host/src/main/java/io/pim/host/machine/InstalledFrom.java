package io.pim.host.machine;

import io.pim.model.plan.IsoSource;
import io.pim.model.plan.Plan;
import io.pim.model.unit.Architecture;
import java.util.Optional;

/**
 * Where the system on a disk is from: what is known of it without a look into the disk.
 *
 * @param iso what it was installed from, where that is known
 */
public record InstalledFrom(Architecture architecture, Optional<IsoSource> iso) {
  public static InstalledFrom of(Plan plan) {
    return new InstalledFrom(plan.architecture(), Optional.of(plan.iso()));
  }
}
