package io.pim.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.command.PimHome.Ran;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.BuildId;
import io.pim.model.json.Json;
import io.pim.model.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands print as JSON has the fields that docs/json.md says, and no others. */
class JsonPageTest {
  private static final Path PAGE = Path.of("../docs/json.md");

  @TempDir Path root;

  @Test
  void commandsThatNeedNoServer() throws Exception {
    PimHome pim = new PimHome(root, null);
    BuildId build = BuildId.of("web-x86_64-20261122-100000");
    Path image = pim.folders.image(build.text());
    PimHome.write(image, "image");
    new Registry(pim.folders).register(FakeHost.entry(build, image));
    for (String line :
        List.of(
            "build run web --arch amd64 --dry-run",
            "image list",
            "image show web",
            "profile list",
            "profile show web --render",
            "config show",
            "config path",
            "status",
            "doctor",
            "init " + root.resolve("new"))) {
      assertDocumented(pim, line);
    }
    pim.file("profiles.d/b.yml", "other: {hostname: x, packages: [vim]}\n");
    assertDocumented(pim, "profile diff web other");
    pim.file("pim.yml", "build:\n  memroy: 1\n");
    assertDocumented(pim, "config check");
  }

  @Test
  void builds() throws Exception {
    try (FakeService service = new FakeService().withWorker()) {
      PimHome pim = new PimHome(root, service);
      service.host.failing.put("script:app", FailureKind.SCRIPT_FAILED);
      pim.run("build", "run", "web", "--arch", "amd64");
      assertDocumented(pim, "build list");
      assertDocumented(pim, "build show web");
    }
  }

  private static void assertDocumented(PimHome pim, String line) throws IOException {
    Ran ran = pim.run((line + " -o json").split(" ", -1));
    JsonNode printed = Json.mapper().readTree(ran.out());
    assertTrue(printed != null && printed.isContainerNode(), line + ": " + ran);
    String command = line.replaceFirst(" (web|--|/).*", "");
    Set<String> known = page().getOrDefault("pim " + command, new TreeSet<>());
    assertTrue(!known.isEmpty(), "docs/json.md has no section `pim " + command + "`");
    Set<String> unknown = new TreeSet<>();
    Set<String> seen = new TreeSet<>();
    walk("", printed, seen);
    seen.stream().filter(field -> !isKnown(field, known)).forEach(unknown::add);
    assertEquals(new TreeSet<>(), unknown, "not in docs/json.md: " + line);
    Set<String> missing = new TreeSet<>(known);
    missing.removeIf(field -> field.matches(".*[.\\]*].*") || seen.contains(field));
    assertEquals(new TreeSet<>(), missing, "in docs/json.md alone: " + line);
  }

  private static boolean isKnown(String field, Set<String> known) {
    // Of what is null as a whole the page may name the parts alone.
    return known.contains(field)
        || known.stream().anyMatch(name -> name.startsWith(field + "."))
        || known.stream()
            .filter(name -> name.endsWith(".*"))
            .anyMatch(name -> field.startsWith(name.substring(0, name.length() - 1)));
  }

  /** The paths of all values that are neither objects nor lists, and of empty ones none. */
  private static void walk(String path, JsonNode node, Set<String> paths) {
    if (node.isArray()) {
      node.forEach(element -> walk(path + "[]", element, paths));
    } else if (node.isObject()) {
      node.properties()
          .forEach(
              field ->
                  walk(
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue(),
                      paths));
    } else {
      paths.add(path);
    }
  }

  /** Fields by command. */
  private static Map<String, Set<String>> page() throws IOException {
    Map<String, Set<String>> sections = new TreeMap<>();
    List<String> heading = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("## ")) {
        heading = List.of(line.replaceAll("## |`", ""));
      } else if (line.startsWith("| `") && !heading.isEmpty()) {
        sections
            .computeIfAbsent(heading.get(0), name -> new TreeSet<>())
            .add(line.split("`", -1)[1]);
      }
    }
    return sections;
  }
}
