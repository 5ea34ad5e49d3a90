package io.pim.host.warm;

import io.pim.model.unit.Sha256;
import java.util.List;

/**
 * The conditions under which a warm checkpoint was made. It may be loaded only if all of them are
 * the same.
 *
 * @param format increased whenever PIM saves or loads warm checkpoints in another way
 * @param arguments QEMU's program and arguments: machine, accelerator, processor, size, devices
 * @param processor the host's processor with its features, and the host's kernel
 * @param layer the digest of the disk that belongs to the warm checkpoint
 */
record Setting(int format, List<String> arguments, String processor, Sha256 layer) {
  static final int FORMAT = 3;
}
