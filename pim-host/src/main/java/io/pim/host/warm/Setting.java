package io.pim.host.warm;

import io.pim.model.unit.Sha256;
import java.util.List;

/**
 * Where a memory belongs: it is right with these, and with no others.
 *
 * @param format raised whenever PIM makes or reads memories in another way
 * @param arguments QEMU's, with the program itself: machine, accelerator, processor, size, devices
 * @param processor the host's, with all it can do, and the kernel that runs on it
 * @param layer the digest of the disk under it
 */
record Setting(int format, List<String> arguments, String processor, Sha256 layer) {
  static final int FORMAT = 1;
}
