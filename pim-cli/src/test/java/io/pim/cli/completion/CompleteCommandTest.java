package io.pim.cli.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers to shells; none of them needs a server. */
class CompleteCommandTest {
  @TempDir Path root;
  private PimHome pim;

  @BeforeEach
  void names() throws IOException {
    // There is no Temporal service; an attempt to use one fails the test.
    pim = new PimHome(root, null);
    for (String build :
        List.of("web-x86_64-20261101-101010", "web-x86_64-20261102-101010", "no build")) {
      Files.createDirectories(pim.folders.builds().resolve(build));
    }
    Files.createDirectories(pim.folders.vms().resolve("old box"));
    for (String deployment :
        List.of("web-x86_64-to-shelf-20261101-101010", "web-x86_64-to-shelf-20261102-101010")) {
      Files.createDirectories(pim.folders.deployments().resolve(deployment));
    }
    pim.file("targets.d/t.yml", "shelf: {type: directory, path: /srv}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bui                             | build",
        "build re                        | retry",
        "build run                       | web",
        "build run --arch                | x86_64 arm64 all",
        "build list --arch               | x86_64 arm64",
        "build run --arch=a              | --arch=arm64 --arch=all",
        "build run web --on-failure      | hold fail",
        "build list --profile            | web",
        "build list --state h            | held",
        "vm l                            | list",
        "vm ps                           | ''",
        "iso r                           | rm",
        "build show                      | web-x86_64 web-x86_64-20261102-101010"
            + " web-x86_64-20261101-101010",
        "build run --dry                 | --dry-run",
        "deploy run                      | web",
        "deploy run web                  | shelf",
        "deploy show                     | web-x86_64-to-shelf-20261102-101010"
            + " web-x86_64-to-shelf-20261101-101010",
        "deploy rollback                 | shelf",
        "deploy rm shelf                 | web",
        "deploy list --target            | shelf",
        "profile show w                  | web",
        "profile diff web                | web",
        "profile add                     | ''",
        "ui web-x86_64-20261101          | web-x86_64-20261101-101010",
        "completion f                    | fish",
        "image list -o                   | text json",
        "build run web                   | web",
        "nothing known                   | ''",
        "build run -- --arch             | web"
      })
  void offers(String line, String expected) {
    assertEquals(expected, String.join(" ", complete(words(line))));
  }

  @Test
  void offersAllCommandsExceptHiddenOnes() {
    List<String> offered = complete("");
    assertTrue(offered.containsAll(List.of("build", "doctor", "completion")), offered.toString());
    assertTrue(offered.stream().noneMatch(name -> name.startsWith("_")), offered.toString());
  }

  @Test
  void ignoresABrokenConfiguration() {
    pim.file("profiles.d/z.yml", "web: [\n");
    Ran ran = pim.run("__complete", "--", "build", "run", "");
    assertEquals("", ran.err());
  }

  /** If a line ends in a known word, completion offers the words that would follow. */
  private static String[] words(String line) {
    String[] words = line.split(" ", -1);
    String last = words[words.length - 1];
    boolean partly =
        List.of(
                "bui",
                "re",
                "--arch=a",
                "h",
                "--dry",
                "w",
                "web-x86_64-20261101",
                "f",
                "l",
                "ps",
                "r")
            .contains(last);
    return partly
        ? words
        : Stream.concat(Arrays.stream(words), Stream.of("")).toArray(String[]::new);
  }

  private List<String> complete(String... words) {
    Ran ran =
        pim.run(
            Stream.concat(Stream.of("__complete", "--"), Arrays.stream(words))
                .toArray(String[]::new));
    assertEquals(0, ran.status(), ran.err());
    assertEquals("", ran.err());
    return ran.out().lines().map(text -> text.replaceFirst("\t.*", "")).toList();
  }
}
