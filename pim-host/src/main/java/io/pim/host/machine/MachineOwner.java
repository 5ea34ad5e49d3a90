package io.pim.host.machine;

import io.pim.host.build.OpenBuild;
import io.pim.model.files.BuildFolder;
import io.pim.model.plan.MachineSpec;

/**
 * What machines are made for: a build, or an image that is looked into.
 *
 * @param name begins the machines' names; plain as a file name is
 * @param machine how large they are
 * @param folder where their files lie
 */
public record MachineOwner(String name, MachineSpec machine, BuildFolder folder) {
  public static MachineOwner of(OpenBuild build) {
    return new MachineOwner(build.id().text(), build.plan().machine(), build.folder());
  }
}
