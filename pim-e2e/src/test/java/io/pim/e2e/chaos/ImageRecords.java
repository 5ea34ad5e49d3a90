package io.pim.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.e2e.disk.Digest;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PIM's records of an image: registry and manifest must match its file. */
public final class ImageRecords {
  private final Path data;
  private final String name;

  public ImageRecords(Path data, String name) {
    this.data = data;
    this.name = name;
  }

  public Path image() {
    return data.resolve("cache/images").resolve(name + ".qcow2");
  }

  public List<String> faults() throws IOException {
    String size = Long.toString(Files.size(image()));
    String sha256 = Digest.of(image());
    JsonNode manifest =
        Json.mapper().readTree(Files.readAllBytes(image().resolveSibling(name + ".manifest.json")));
    String entry = registryEntry();
    List<String> faults = new ArrayList<>();
    compare(faults, "the manifest's size", size, manifest.path("size").asText());
    compare(faults, "the manifest's sha256", sha256, manifest.path("sha256").asText());
    compare(faults, "the registry's size", size, field(entry, "size"));
    compare(faults, "the registry's sha256", sha256, field(entry, "sha256"));
    compare(faults, "the registry's path", image().toString(), field(entry, "path"));
    return faults;
  }

  /** The indented lines below the image's name. */
  private String registryEntry() throws IOException {
    Matcher entry =
        Pattern.compile("(?m)^  " + Pattern.quote(name) + ":\n((?:    .*\n?)+)")
            .matcher(Files.readString(data.resolve("registry.yml")));
    return entry.find() ? entry.group(1) : "";
  }

  private static String field(String entry, String field) {
    Matcher value = Pattern.compile("(?m)^    " + field + ": '?([^'\n]*)'?$").matcher(entry);
    return value.find() ? value.group(1) : "missing";
  }

  private static void compare(List<String> faults, String what, String file, String record) {
    if (!file.equals(record)) {
      faults.add(what + " is " + record + ", the file's is " + file);
    }
  }
}
