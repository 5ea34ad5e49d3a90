package io.pim.host.machine;

import io.pim.model.plan.IsoSource;
import io.pim.model.plan.Plan;
import io.pim.model.unit.Architecture;
import java.util.Optional;

/**
 * The origin of the system on a disk, as far as it is known without reading the disk.
 *
 * @param iso the ISO that it was installed from; empty if unknown
 */
public record InstalledFrom(Architecture architecture, Optional<IsoSource> iso) {
  public static InstalledFrom of(Plan plan) {
    return new InstalledFrom(plan.architecture(), Optional.of(plan.iso()));
  }
}
