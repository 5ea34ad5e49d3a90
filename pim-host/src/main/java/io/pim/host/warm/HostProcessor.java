package io.pim.host.warm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a guest may have seen of this host's processor and its kernel. */
final class HostProcessor {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");
  private static final Pattern LINES =
      Pattern.compile("(?m)^(?:model name|flags|Features|CPU part|microcode)\\s*:.*$");

  private HostProcessor() {}

  /** A text that is the same on the same host; empty where nothing tells, as on macOS. */
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
