package io.pim.tools.qemu;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reports how much memory a Linux host has available. */
public final class HostMemory {
  private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");

  /** QEMU's own memory beside the guest's; emulation caches translated code. */
  private static final long OVERHEAD_BYTES = 192L << 20;

  private final Path meminfo;

  HostMemory(Path meminfo) {
    this.meminfo = meminfo;
  }

  /** The memory of the current host. */
  public static HostMemory ofThisHost() {
    return new HostMemory(Path.of("/proc/meminfo"));
  }

  /**
   * Refuses a guest that the host would soon have to kill for lack of memory.
   *
   * @throws BuildFailure MEMORY_SHORT
   */
  public void require(ByteSize guest) {
    OptionalLong available = available();
    long needed = guest.bytes() + OVERHEAD_BYTES;
    if (available.isPresent() && available.getAsLong() < needed) {
      throw BuildFailure.of(FailureKind.MEMORY_SHORT, "the host has too little memory free")
          .why(
              "the virtual machine needs "
                  + new ByteSize(needed).rounded()
                  + ", and "
                  + new ByteSize(Math.max(1, available.getAsLong())).rounded()
                  + " are available")
          .todo("end other programs, or lower build.memory in the profile or pim.yml")
          .build();
    }
  }

  /** The bytes available to programs; empty when the system does not report them. */
  public OptionalLong available() {
    try {
      Matcher matcher = AVAILABLE.matcher(Files.readString(meminfo));
      return matcher.find()
          ? OptionalLong.of(Long.parseLong(matcher.group(1)) << 10)
          : OptionalLong.empty();
    } catch (IOException e) {
      // Not Linux: macOS swaps, and reports no such number.
      return OptionalLong.empty();
    }
  }
}
