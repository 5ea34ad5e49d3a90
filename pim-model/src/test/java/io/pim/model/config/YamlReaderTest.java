package io.pim.model.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlReaderTest {
  private final Problems problems = new Problems();

  private Optional<ConfigMap> parse(String text) {
    return new YamlReader(problems).parse(text, "f.yml");
  }

  private ConfigValue value(String text, String key) {
    return parse(text).orElseThrow().get(key).orElseThrow();
  }

  private String problem(String text) {
    assertTrue(parse(text).isEmpty());
    return problems.list().stream().map(Problem::toString).collect(Collectors.joining("\n"));
  }

  @Test
  void readsAsRubyDoes() {
    String yaml =
        """
        text: plain
        quoted: "12"
        number: 12
        octal: 010
        grouped: 1_000
        float: 1.5
        yes_is: yes
        tilde: ~
        empty:
        day: 2026-11-22
        version: 1.0.99
        list: [a, 1]
        80: http
        """;
    Map<String, Object> plain = parse(yaml).orElseThrow().plain();
    assertEquals("plain", plain.get("text"));
    assertEquals("12", plain.get("quoted"));
    assertEquals(12L, plain.get("number"));
    assertEquals(8L, plain.get("octal"));
    assertEquals(1000L, plain.get("grouped"));
    assertEquals(1.5, plain.get("float"));
    assertEquals(true, plain.get("yes_is"));
    assertTrue(plain.containsKey("tilde"));
    assertEquals(Arrays.asList(null, null), Arrays.asList(plain.get("tilde"), plain.get("empty")));
    assertEquals("2026-11-22", plain.get("day"));
    assertEquals("1.0.99", plain.get("version"));
    assertEquals(List.of("a", 1L), plain.get("list"));
    assertEquals("http", plain.get("80"));
  }

  @Test
  void keepsLineAndPathOfEveryValue() {
    String yaml = "a:\n  b: 1\n  c:\n    - x\n    - d: 2\n";
    ConfigMap a = (ConfigMap) value(yaml, "a");
    assertEquals(new Origin("f.yml", 1, "a"), a.origin());
    assertEquals(new Origin("f.yml", 2, "a.b"), a.get("b").orElseThrow().origin());
    ConfigList c = (ConfigList) a.get("c").orElseThrow();
    assertEquals(new Origin("f.yml", 3, "a.c"), c.origin());
    assertEquals(new Origin("f.yml", 4, "a.c[0]"), c.items().get(0).origin());
    ConfigMap item = (ConfigMap) c.items().get(1);
    assertEquals(new Origin("f.yml", 5, "a.c[1].d"), item.get("d").orElseThrow().origin());
  }

  @Test
  void mergesAliases() {
    String yaml = "base: &b\n  x: 1\n  y: {z: 1}\nown:\n  <<: *b\n  y: {w: 2}\n";
    assertEquals(Map.of("x", 1L, "y", Map.of("w", 2L)), ((ConfigMap) value(yaml, "own")).plain());
  }

  @Test
  void mergesAListOfAliases() {
    String yaml = "a: &a {x: 1}\nb: &b {x: 2, y: 2}\nown:\n  <<: [*a, *b]\n";
    // The first one that has a key wins.
    assertEquals(Map.of("x", 1L, "y", 2L), ((ConfigMap) value(yaml, "own")).plain());
  }

  @Test
  void refusesAliasesThatExpandWithoutBound() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 8; i++) {
      String alias = "*a" + (i - 1);
      bomb.append(
          "a%d: &a%d [%s]\n"
              .formatted(
                  i,
                  i,
                  String.join(
                      ", ",
                      List.of(
                          alias, alias, alias, alias, alias, alias, alias, alias, alias, alias))));
    }
    assertTrue(problem(bomb.toString()).contains("f.yml"));
  }

  @Test
  void refusesAnAliasWithinItself() {
    assertEquals(
        "f.yml:1: a[0]: must not contain itself through an alias", problem("a: &a [*a]\n"));
  }

  @Test
  void refusesExcessiveDepth() {
    String deep = "a: " + "[".repeat(5000) + "]".repeat(5000);
    assertTrue(problem(deep).startsWith("f.yml:1: is not YAML that PIM reads: Nesting Depth"));
  }

  @Test
  void refusesValuesThatAreNotText(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("latin1.yml");
    Files.write(file, "a: \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertTrue(new YamlReader(problems).read(file, "latin1.yml").isEmpty());
    assertEquals("latin1.yml:1: is not UTF-8 text", problems.list().get(0).toString());
  }

  @Test
  void refusesTypesOfOtherLanguages() {
    assertEquals(
        "f.yml:1: a: has a type PIM does not read: tag:yaml.org,2002:binary",
        problem("a: !!binary aGVsbG8=\n"));
  }
}
