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

/** Knows how much memory this host can give, where it is Linux. */
public final class HostMemory {
  private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");

  /** What QEMU takes beside the guest's memory; emulation caches translated code. */
  private static final long OVERHEAD_BYTES = 192L << 20;

  private final Path meminfo;

  HostMemory(Path meminfo) {
    this.meminfo = meminfo;
  }

  /** That of the host this runs on. */
  public static HostMemory ofThisHost() {
    return new HostMemory(Path.of("/proc/meminfo"));
  }

  /**
   * Refuses a guest that the host would soon have to kill.
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

  /** Bytes that programs may still take; empty where the system does not tell. */
  public OptionalLong available() {
    try {
      Matcher matcher = AVAILABLE.matcher(Files.readString(meminfo));
      return matcher.find()
          ? OptionalLong.of(Long.parseLong(matcher.group(1)) << 10)
          : OptionalLong.empty();
    } catch (IOException e) {
      // No Linux: macOS swaps, and tells no such number.
      return OptionalLong.empty();
    }
  }
}
