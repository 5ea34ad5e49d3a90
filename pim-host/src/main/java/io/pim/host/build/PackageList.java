package io.pim.host.build;

import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The packages in an image, as its verification has seen them.
 *
 * @param versions by package name
 */
public record PackageList(SortedMap<String, String> versions) {
  /** Prints a package and its version a line, where dpkg is there. */
  public static final String COMMAND =
      "command -v dpkg-query >/dev/null && dpkg-query -W -f '${Package} ${Version}\\n'";

  public static PackageList parse(String output) {
    TreeMap<String, String> versions = new TreeMap<>();
    output
        .lines()
        .map(line -> line.split(" ", 2))
        .filter(fields -> fields.length == 2)
        .forEach(fields -> versions.put(fields[0], fields[1].strip()));
    return new PackageList(versions);
  }

  public void write(Path file) throws IOException {
    Json.write(file, this);
  }

  /** The list that was written; an empty one where there is none. */
  public static SortedMap<String, String> read(Path file) throws IOException {
    return Files.exists(file) ? Json.read(file, PackageList.class).versions() : new TreeMap<>();
  }
}
