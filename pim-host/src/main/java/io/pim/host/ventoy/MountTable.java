package io.pim.host.ventoy;

import io.pim.host.ventoy.BlockDevice.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The kernel's mounts and swap areas: proc(5), mountinfo and swaps. */
record MountTable(Path proc) {
  private static final int NUMBER = 2;
  private static final int FOLDER = 4;
  private static final int OPTIONS = 5;
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

  /**
   * The mounts of a device.
   *
   * @param number in sysfs's notation; file systems with numbers of their own, such as btrfs, are
   *     found by name only
   */
  List<Mount> of(String name, Optional<String> number) throws IOException {
    List<Mount> found = new ArrayList<>();
    for (String line : lines("self/mountinfo")) {
      String[] fields = line.split(" ", -1);
      int dash = Arrays.asList(fields).indexOf("-");
      if (dash < OPTIONS || fields.length < dash + 3) {
        continue;
      }
      boolean same =
          number.filter(fields[NUMBER]::equals).isPresent()
              || plain(fields[dash + 2]).equals("/dev/" + name);
      if (same) {
        boolean readOnly = Arrays.asList(fields[OPTIONS].split(",")).contains("ro");
        found.add(new Mount(name, Path.of(plain(fields[FOLDER])), readOnly));
      }
    }
    return found;
  }

  boolean isSwap(String name) throws IOException {
    return lines("swaps").stream()
        .anyMatch(line -> line.split("\\s", -1)[0].equals("/dev/" + name));
  }

  private List<String> lines(String file) throws IOException {
    Path path = proc.resolve(file);
    return Files.exists(path) ? Files.readAllLines(path) : List.of();
  }

  /** Decodes a field; blanks in names are octal escapes. */
  private static String plain(String field) {
    return OCTAL.matcher(field).replaceAll(MountTable::character);
  }

  private static String character(MatchResult octal) {
    return java.util.regex.Matcher.quoteReplacement(
        String.valueOf((char) Integer.parseInt(octal.group(1), 8)));
  }
}
