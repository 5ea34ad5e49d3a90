package io.pim.e2e.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The machine that runs the benchmark. */
final class Host {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private Host() {}

  /** The load average over a minute. */
  static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  static String processor() throws IOException {
    return Files.readAllLines(PROCESSORS).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }

  static Map<String, String> versions(Lab lab) throws IOException, InterruptedException {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("PIM", first(lab, "git", "describe", "--always", "--dirty"));
    versions.put("QEMU", first(lab, "qemu-system-x86_64", "--version"));
    versions.put("Java", Runtime.version().toString());
    return versions;
  }

  private static String first(Lab lab, String... command) throws IOException, InterruptedException {
    return lab.run(Lab.ROOT, Duration.ofMinutes(1), List.of(command))
        .exits(0)
        .out()
        .lines()
        .findFirst()
        .orElse("unknown")
        .replace("QEMU emulator version ", "");
  }
}
