package io.pim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.testing.NoService;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -C DIR}: a command runs as if it had been started in DIR. */
class FolderOptionTest {
  @TempDir Path root;
  private PimHome pim;
  private Path other;

  @BeforeEach
  void twoProjects() {
    pim = new PimHome(root, new NoService());
    other = root.resolve("other");
    PimHome.write(other.resolve("profiles.d/p.yml"), "elsewhere:\n  hostname: there\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-C ../other profile list",
        "profile -C ../other list",
        "profile list -C ../other",
        "--debug -C ../other -q profile list",
        "--directory ../other profile list",
        "-C../other profile list"
      })
  void readsTheConfigurationOfTheFolder(String line) {
    Ran ran = pim.run(line.split(" ", -1));
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("elsewhere"), ran.out());
    assertFalse(ran.out().contains("web"), ran.out());
  }

  @Test
  void fileNamesAreRelativeToTheFolder() {
    Ran ran = pim.run("-C", other.toString(), "init", "new");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(Files.exists(other.resolve("new/pim.yml")), ran.out());
    assertFalse(Files.exists(pim.folders.project().resolve("new")));
  }

  @Test
  void reportsTheFoldersMistakesInsteadOfTheWorkingDirectorys() {
    pim.file("pim.yml", "build: [\n");
    PimHome.write(other.resolve("pim.yml"), "\nbild: {}\n");
    Ran ran = pim.run("-C", "../other", "config", "check");
    assertEquals(2, ran.status(), ran.out());
    assertTrue(ran.out().contains("pim.yml:2: bild"), ran.out());
  }

  @Test
  void refusesAMissingFolderAndAFile() {
    Ran missing = pim.run("profile", "list", "-C", "nowhere");
    assertEquals(2, missing.status());
    assertTrue(missing.err().contains("There is no folder 'nowhere'"), missing.err());
    Ran file = pim.run("-C", "scripts.d/app.sh", "profile", "list");
    assertEquals(2, file.status());
    assertTrue(file.err().contains("It is not a folder."), file.err());
  }

  @Test
  void completesNamesOfTheFolder() {
    Ran ran = pim.run("__complete", "--", "-C", "../other", "build", "run", "");
    assertEquals("elsewhere\n", ran.out());
    assertTrue(pim.run("__complete", "--", "-C", "").out().contains(":files"));
  }
}
