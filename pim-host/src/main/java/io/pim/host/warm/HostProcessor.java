package io.pim.host.warm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Describes the properties of this host's processor and kernel that a guest can see. */
final class HostProcessor {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final Pattern LINES =
      Pattern.compile("(?m)^(?:model name|flags|Features|CPU part|microcode)\\s*:.*$");

  private HostProcessor() {}

  /** A text that stays the same on the same host; empty without /proc/cpuinfo, as on macOS. */
  static Optional<String> describe() {
    try {
      Matcher lines = LINES.matcher(Files.readString(CPUINFO));
      String seen =
          lines.results().map(line -> line.group()).distinct().collect(Collectors.joining("\n"));
      return Optional.of(seen)
          .filter(text -> !text.isEmpty())
          .map(
              text ->
                  Stream.of(text, System.getProperty("os.name"), System.getProperty("os.version"))
                      .collect(Collectors.joining("\n")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
