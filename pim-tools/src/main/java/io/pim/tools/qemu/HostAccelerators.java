package io.pim.tools.qemu;

import io.pim.model.unit.Architecture;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The accelerators that this host offers; whether they work is not known yet. */
public final class HostAccelerators {
  private static final Pattern CPU_MODEL = Pattern.compile("(?m)^model name\\s*:\\s*(.*)$");

  private final String os;
  private final String processor;
  private final Path kvm;
  private final Path cpuinfo;
  private final DoubleSupplier load;
  private final int processors = Runtime.getRuntime().availableProcessors();

  HostAccelerators(String os, String processor, Path kvm, Path cpuinfo, DoubleSupplier load) {
    this.os = os;
    this.processor = processor;
    this.kvm = kvm;
    this.cpuinfo = cpuinfo;
    this.load = load;
  }

  /** The accelerators of the current host. */
  public static HostAccelerators ofThisHost() {
    return new HostAccelerators(
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Path.of("/dev/kvm"),
        Path.of("/proc/cpuinfo"),
        () -> ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /**
   * The reason, as half a sentence, why a guest may have got no processor time; empty when it got
   * some.
   */
  Optional<String> busyness() {
    double average = load.getAsDouble();
    return average > processors
        ? Optional.of(
            String.format(Locale.ROOT, "a load of %.1f on %d processors", average, processors))
        : Optional.empty();
  }

  /** The reason, as half a sentence, not to try an accelerator; empty when it should be tried. */
  Optional<String> obstacle(Accelerator accelerator, Architecture guest) {
    if (accelerator == Accelerator.TCG) {
      return Optional.empty();
    }
    if (Architecture.named(processor).filter(guest::equals).isEmpty()) {
      return Optional.of("cannot run " + guest + " guests on a host with " + processor);
    }
    boolean mac = os.startsWith("Mac");
    if (accelerator == Accelerator.HVF) {
      return mac ? Optional.empty() : Optional.of("exists on macOS only");
    }
    return mac ? Optional.of("exists on Linux only") : kvmObstacle();
  }

  /** The fastest accelerator for guests of this architecture without a known obstacle. */
  public Accelerator fastest(Architecture guest) {
    return Stream.of(Accelerator.values())
        .filter(accelerator -> obstacle(accelerator, guest).isEmpty())
        .findFirst()
        .orElse(Accelerator.TCG);
  }

  /** The facts that a result depends on: another kernel or processor may behave differently. */
  String describe(Architecture guest) {
    return String.join(
        "|",
        os,
        System.getProperty("os.version"),
        processor,
        cpuModel(),
        "kvm " + obstacle(Accelerator.KVM, guest).orElse("opens"));
  }

  private Optional<String> kvmObstacle() {
    try {
      FileChannel.open(kvm, StandardOpenOption.READ, StandardOpenOption.WRITE).close();
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.of("there is no " + kvm);
    } catch (AccessDeniedException e) {
      return Optional.of("this user may not open " + kvm + "; is it in the group kvm?");
    } catch (IOException e) {
      return Optional.of(kvm + " cannot be opened: " + e.getMessage());
    }
  }

  private String cpuModel() {
    try {
      Matcher matcher = CPU_MODEL.matcher(Files.readString(cpuinfo));
      return matcher.find() ? matcher.group(1) : "";
    } catch (IOException e) {
      return "";
    }
  }
}
