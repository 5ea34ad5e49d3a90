package io.pim.cli.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.cli.erb.Rendering;
import io.pim.cli.erb.TemplateRenderer;
import io.pim.model.config.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Malformed files (links, bytes, size, shape), and settings that contradict each other. No template
 * is rendered.
 */
class BrokenFilesTest {
  private static final TemplateRenderer NOTHING =
      (template, variables, secrets) -> Rendering.lasting("");

  @TempDir Path root;

  private static Arguments folder(String name, UnaryOperator<Folder> breaking, String... says) {
    return Arguments.of(name, breaking, List.of(says));
  }

  private static Arguments pimYml(String name, String text, String... says) {
    return folder(name, folder -> folder.file("pim.yml", text), says);
  }

  private static Arguments web(String name, String text, String... says) {
    return folder(name, folder -> folder.file("profiles.d/web.yml", text), says);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"harmless", "bytes", "links", "aliases", "names", "contradictions"})
  void reportsEachMistake(String name, UnaryOperator<Folder> breaking, List<String> says) {
    Folder folder = breaking.apply(new Folder(root));
    assertEquals(
        String.join("\n", says),
        ConfigCheck.run(folder.folders(), NOTHING).stream()
            .map(Problem::toString)
            .collect(Collectors.joining("\n"))
            .replace(folder.global.toString(), "GLOBAL"));
  }

  static Stream<Arguments> harmless() {
    return Stream.of(
        pimYml("byte order mark", "\ufeffbuild:\n  cpus: 2\n"),
        pimYml("lines as Windows ends them", "build:\r\n  cpus: 2\r\n"),
        pimYml("nothing", ""),
        pimYml("comments only", "# later\n"),
        pimYml("null", "--- ~\n"),
        pimYml("section of nothing", "build:\n"),
        folder(
            "files of others", f -> f.file("profiles.d/web.yml~", "[").file("isos.d/.x.yml", "[")),
        folder("link to a file", f -> f.link("profiles.d/more.yml", "web.yml")));
  }

  static Stream<Arguments> bytes() {
    return Stream.of(
        folder(
            "Latin-1",
            f -> f.bytes("pim.yml", "# ok\n# sch\u00f6n\n".getBytes(StandardCharsets.ISO_8859_1)),
            "pim.yml:2: is not UTF-8 text"),
        folder(
            "UTF-16",
            f -> f.bytes("pim.yml", "build:\n".getBytes(StandardCharsets.UTF_16)),
            "pim.yml:1: is not UTF-8 text"),
        folder(
            "half a character at the end",
            f -> f.bytes("pim.yml", new byte[] {'#', '\n', (byte) 0xc3}),
            "pim.yml:2: is not UTF-8 text"),
        pimYml(
            "control character",
            "build:\n  cpus: 2\u0007\n",
            "pim.yml:2: has a character that YAML does not allow: U+0007"),
        folder(
            "a disk image under a wrong name",
            f -> f.bytes("pim.yml", new byte[5 << 20]),
            "pim.yml: is larger than 4 MiB"),
        folder(
            "script in another encoding",
            f ->
                f.bytes(
                    "scripts.d/base.sh", "true\n# \u00fc\n".getBytes(StandardCharsets.ISO_8859_1)),
            "scripts.d/base.sh:2: is not UTF-8 text"),
        folder(
            "template in another encoding",
            f ->
                f.bytes(
                    "preseeds.d/default.cfg.erb", "\u00fc".getBytes(StandardCharsets.ISO_8859_1)),
            "preseeds.d/default.cfg.erb:1: is not UTF-8 text"),
        pimYml(
            "depth without end",
            "build: " + "[".repeat(1000),
            "pim.yml:1: is not YAML that PIM reads: Nesting Depth exceeded max 50"));
  }

  static Stream<Arguments> links() {
    String nowhere = " is a link that leads to no file";
    return Stream.of(
        folder("link to nothing", f -> f.link("pim.yml", "gone.yml"), "pim.yml:" + nowhere),
        folder("link to itself", f -> f.link("pim.yml", "pim.yml"), "pim.yml:" + nowhere),
        folder(
            "links in a circle",
            f -> f.link("profiles.d/a.yml", "b.yml").link("profiles.d/b.yml", "a.yml"),
            "profiles.d/a.yml:" + nowhere,
            "profiles.d/b.yml:" + nowhere),
        folder(
            "script that is a link to nothing",
            f -> f.link("scripts.d/base.sh", "gone.sh"),
            "scripts.d/base.sh:" + nowhere),
        folder(
            "folder under a file's name", f -> f.file("pim.yml/x", ""), "pim.yml: must be a file"),
        folder(
            "folder that is called .yml",
            f -> f.file("profiles.d/x.yml/y", ""),
            "profiles.d/x.yml: must be a file"),
        folder("file for a folder", f -> f.file("targets.d", ""), "targets.d: must be a folder"),
        folder(
            "link to no folder", f -> f.link("targets.d", "gone"), "targets.d: must be a folder"));
  }

  static Stream<Arguments> aliases() {
    String bomb =
        "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
            + IntStream.range(1, 9)
                .mapToObj(
                    i ->
                        "a%d: &a%d [%s]\n"
                            .formatted(
                                i, i, String.join(", ", Collections.nCopies(9, "*a" + (i - 1)))))
                .collect(Collectors.joining());
    return Stream.of(
        web(
            "aliases that grow",
            bomb,
            "profiles.d/web.yml:1: a4[5][5][7][5]: is too large: aliases make more than 50000"
                + " values of it"),
        web(
            "alias within itself",
            "web: &w\n  more: *w\n",
            "profiles.d/web.yml:2: web.more: must not contain itself through an alias"),
        web(
            "alias of a word merged in",
            "x: &x word\nweb:\n  <<: *x\n",
            "profiles.d/web.yml:3: web.<<: must be an alias of a section"),
        web(
            "binary",
            "web:\n  fullname: !!binary aGVsbG8=\n",
            "profiles.d/web.yml:2: web.fullname: has a type PIM does not read:"
                + " tag:yaml.org,2002:binary"),
        web(
            "Ruby's symbol tag",
            "web:\n  fullname: !ruby/symbol x\n",
            "profiles.d/web.yml:2: web.fullname: has a type PIM does not read: !ruby/symbol"));
  }

  static Stream<Arguments> names() {
    return Stream.of("../web", "a/b", "..", ".hidden", "-rf", "a b", "a\\nb", "w\\0b", "\u00fc")
        .map(
            name ->
                Arguments.of(
                    "profile called " + name,
                    (UnaryOperator<Folder>)
                        folder -> folder.file("profiles.d/x.yml", "\"" + name + "\": {}\n"),
                    List.of(
                        "profiles.d/x.yml:1: "
                            + name.replace("\\n", "\n").replace("\\0", "\0")
                            + ": cannot be the name of a profile: use letters, digits and . _ +"
                            + " -")));
  }

  static Stream<Arguments> contradictions() {
    String iso = "web-%s:\n  url: https://example.org/a.iso\n";
    return Stream.of(
        web(
            "BIOS on arm64",
            "web:\n  architectures: [arm64]\n  build:\n    firmware: bios\n",
            "profiles.d/web.yml:4: web.build.firmware: arm64 machines have no BIOS: must be uefi"),
        folder(
            "ISO that cannot be checked",
            f ->
                f.file("isos.d/web.yml", iso.formatted("amd64") + iso.formatted("arm64"))
                    .file(
                        "profiles.d/web.yml",
                        "web:\n  architectures: [x86_64]\n  iso_pattern: web-*\n"),
            "isos.d/web.yml:1: web-amd64: needs a checksum or a checksum_url;"
                + " PIM uses no ISO that it cannot check"),
        folder(
            "target named like a way out",
            f -> f.file("targets.d/x.yml", "../lab: {}\n"),
            "targets.d/x.yml:1: ../lab: cannot be the name of a target:"
                + " use letters, digits and . _ + -"));
  }
}
