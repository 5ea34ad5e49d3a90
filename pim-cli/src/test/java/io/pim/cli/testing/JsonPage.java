package io.pim.cli.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The fields that each command prints, as docs/json.md lists them. */
public record JsonPage(Map<String, Set<String>> fields) {
  public static final Path PAGE = Path.of("../docs/json.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** A heading may name several commands, which print the same. */
  public static JsonPage read() throws IOException {
    Map<String, Set<String>> sections = new TreeMap<>();
    Set<String> section = new TreeSet<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("## ")) {
        section = new TreeSet<>();
        for (MatchResult command : CODE.matcher(line).results().toList()) {
          assertEquals(null, sections.put(command.group(1), section), "twice: " + line);
        }
      } else if (line.startsWith("| `")) {
        section.add(line.split("`", -1)[1]);
      }
    }
    return new JsonPage(sections);
  }

  /** Checks that a command prints exactly the fields that the page lists. */
  public void assertDescribes(String command, JsonNode printed) {
    Set<String> known = fields.getOrDefault(command, Set.of());
    assertTrue(!known.isEmpty(), "docs/json.md has no fields of " + command);
    Set<String> objects = new TreeSet<>();
    Set<String> seen = new TreeSet<>();
    walk("", printed, objects, seen);
    Set<String> unknown = new TreeSet<>(seen);
    unknown.removeIf(field -> known.stream().anyMatch(name -> covers(name, field)));
    assertEquals(Set.of(), unknown, "not in docs/json.md: " + command);
    Set<String> missing =
        known.stream()
            .filter(name -> !name.contains("*"))
            .map(name -> name.replaceFirst("(\\[])+$", ""))
            .filter(name -> objects.contains(parent(name)) && !seen.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), missing, "in docs/json.md alone: " + command);
  }

  /** For a list, an object or a null, the page may name only its parts. */
  private static boolean covers(String name, String field) {
    return name.equals(field)
        || name.startsWith(field + ".")
        || name.startsWith(field + "[]")
        || (name.endsWith(".*") && field.startsWith(name.substring(0, name.length() - 1)));
  }

  private static String parent(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  /** The paths of all objects, and of all fields and elements that are not objects. */
  private static void walk(String path, JsonNode node, Set<String> objects, Set<String> seen) {
    if (node.isArray()) {
      node.forEach(element -> walk(path + "[]", element, objects, seen));
    } else if (node.isObject()) {
      objects.add(path);
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        String name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
        seen.add(name);
        walk(name, field.getValue(), objects, seen);
      }
    } else {
      seen.add(path);
    }
  }
}
