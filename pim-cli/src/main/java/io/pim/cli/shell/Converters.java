package io.pim.cli.shell;

import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import io.pim.model.files.VmName;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Firmware;
import io.pim.tools.qemu.DiskFormat;
import io.pim.tools.qemu.GuestNetwork;
import io.pim.tools.qemu.PortForward;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads the values of options and parameters by their types. A size, a duration or a count follows
 * the same rule as in a configuration file.
 */
public final class Converters {
  private Converters() {}

  /** Registers the converters with a command line and its present subcommands. */
  public static void register(CommandLine line) {
    line.registerConverter(
        Architecture.class, ruled("not an architecture", () -> Rules.ARCHITECTURE));
    line.registerConverter(ArchitectureWish.class, parsed(ArchitectureWish::of));
    line.registerConverter(Firmware.class, ruled("not a firmware", () -> Rules.FIRMWARE));
    line.registerConverter(Compression.class, ruled("not a compression", () -> Rules.COMPRESSION));
    line.registerConverter(ByteSize.class, ruled("not a size", () -> Rules.SIZE));
    line.registerConverter(Memory.class, ruled("not a size", () -> Rules.MEMORY, Memory::new));
    line.registerConverter(Duration.class, ruled("not a duration", () -> Rules.DURATION_TEXT));
    line.registerConverter(Age.class, ruled("not an age", () -> Rules.AGE, Age::new));
    line.registerConverter(
        Processors.class, ruled("not a number of processors", () -> Rules.CPUS, Processors::new));
    line.registerConverter(
        ListLimit.class, ruled("not a number of entries", () -> Rules.atLeast(1), ListLimit::new));
    line.registerConverter(
        KeptImages.class, ruled("not a number of images", () -> Rules.atLeast(0), KeptImages::new));
    line.registerConverter(
        ParallelDownloads.class,
        ruled(
            "not a number of downloads",
            () -> Rules.integer(1, ParallelDownloads.MOST),
            ParallelDownloads::new));
    line.registerConverter(Port.class, ruled("not a port", () -> Rules.PORT, Port::new));
    line.registerConverter(
        ListenPort.class, ruled("not a port", () -> Rules.LISTEN_PORT, ListenPort::new));
    line.registerConverter(VmName.class, parsed(VmName::of));
    line.registerConverter(GuestNetwork.class, parsed(GuestNetwork::parse));
    line.registerConverter(PortForward.class, parsed(PortForward::parse));
    line.registerConverter(DiskFormat.class, parsed(Converters::diskFormat));
  }

  private static <T> ITypeConverter<T> ruled(String refusal, Supplier<Rule<T>> rule) {
    return ruled(refusal, rule, Function.identity());
  }

  /**
   * A converter with a rule of the model.
   *
   * @param rule fetched only when there is a value, so that commands without one start faster
   */
  private static <R, T> ITypeConverter<T> ruled(
      String refusal, Supplier<Rule<R>> rule, Function<R, T> type) {
    return text ->
        rule.get()
            .readText(text)
            .map(type)
            .orElseThrow(
                () ->
                    new TypeConversionException(
                        "'" + text + "' is " + refusal + ": it " + rule.get().wording()));
  }

  /** A converter with the type's own parser, whose exception contains the error message. */
  private static <T> ITypeConverter<T> parsed(Function<String, T> parse) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  private static DiskFormat diskFormat(String text) {
    return Arrays.stream(DiskFormat.values())
        .filter(format -> format.id().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + text
                        + "' is not a disk format: write "
                        + Arrays.stream(DiskFormat.values())
                            .map(DiskFormat::id)
                            .collect(Collectors.joining(", "))));
  }
}
