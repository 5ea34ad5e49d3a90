package io.pim.worker;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The processor time so far, by program, and the memory now.
 *
 * @param processor since each program's start
 * @param memory a program's own bytes, and its share of memory that it shares with others
 */
record Usage(Map<Part, Duration> processor, Map<Part, Long> memory) {
  /** The kernel's unit of processor time on all of Linux's common architectures: 10 ms. */
  private static final long TICKS_A_SECOND = 100;

  /** The programs. */
  enum Part {
    SERVER("Temporal server"),
    DATABASE("PostgreSQL"),
    WORKERS("all workers, one JVM"),
    REST("the test's relay");

    private final String title;

    Part(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  static Usage now(ProcessHandle service) {
    Map<Part, Duration> time = new EnumMap<>(Part.class);
    Map<Part, Long> memory = new EnumMap<>(Part.class);
    List<ProcessHandle> all =
        Stream.concat(Stream.of(ProcessHandle.current(), service), service.descendants()).toList();
    for (ProcessHandle each : all) {
      Path folder = Path.of("/proc", Long.toString(each.pid()));
      try {
        Part part = part(each, folder);
        time.merge(part, processor(folder), Duration::plus);
        memory.merge(part, memory(folder), Long::sum);
      } catch (IOException e) {
        // The process has ended in the meantime: one of the service's health checks.
      }
    }
    return new Usage(time, memory);
  }

  private static Part part(ProcessHandle process, Path folder) throws IOException {
    if (process.equals(ProcessHandle.current())) {
      return Part.WORKERS;
    }
    String name = Files.readString(folder.resolve("comm")).strip();
    if (name.startsWith("temporal-server")) {
      return Part.SERVER;
    }
    return name.equals("postgres") ? Part.DATABASE : Part.REST;
  }

  /** Includes children that have ended. */
  private static Duration processor(Path folder) throws IOException {
    if (folder.endsWith(Long.toString(ProcessHandle.current().pid()))) {
      var system =
          (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      return Duration.ofNanos(system.getProcessCpuTime());
    }
    String stat = Files.readString(folder.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = 0;
    for (int field = 11; field <= 14; field++) {
      ticks += Long.parseLong(fields[field]);
    }
    return Duration.ofMillis(ticks * 1000 / TICKS_A_SECOND);
  }

  private static long memory(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve("smaps_rollup")).stream()
        .filter(line -> line.startsWith("Pss:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .sum();
  }

  /** The processor time of a program since an earlier moment. */
  Duration since(Usage earlier, Part part) {
    return processor
        .getOrDefault(part, Duration.ZERO)
        .minus(earlier.processor.getOrDefault(part, Duration.ZERO));
  }
}
