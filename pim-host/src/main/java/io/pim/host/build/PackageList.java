package io.pim.host.build;

import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The packages in an image, found by its verification.
 *
 * @param versions by package name
 */
public record PackageList(SortedMap<String, String> versions) {
  /** Prints one package with its version a line, if dpkg is installed. */
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

  /** The stored list; empty when there is none. */
  public static SortedMap<String, String> read(Path file) throws IOException {
    return Files.exists(file) ? Json.read(file, PackageList.class).versions() : new TreeMap<>();
  }
}
