package io.pim.activities.provision;

import io.pim.host.machine.BuildMachines;
import io.pim.host.warm.WarmStart;
import io.pim.host.warm.WarmStates;
import io.pim.model.config.WarmSettings;
import io.pim.model.files.PimFolders;
import io.pim.tools.qemu.QemuImg;
import java.time.Clock;

/** The objects with which steps make warm checkpoints and start from them. */
record TestWarmth(WarmStates states, WarmStart start, WarmBoot boot, WarmTrust trust) {
  static TestWarmth of(
      WarmSettings settings,
      PimFolders folders,
      BuildMachines machines,
      QemuImg images,
      GuestLogin login) {
    WarmStates states = new WarmStates(folders, machines, images, settings, Clock.systemUTC());
    WarmStart start = new WarmStart(states, machines, images);
    return new TestWarmth(
        states, start, new WarmBoot(states, start, machines, login), new WarmTrust(start));
  }

  /** A host whose guests always boot. */
  static TestWarmth off(
      PimFolders folders, BuildMachines machines, QemuImg images, GuestLogin login) {
    return of(WarmSettings.OFF, folders, machines, images, login);
  }
}
