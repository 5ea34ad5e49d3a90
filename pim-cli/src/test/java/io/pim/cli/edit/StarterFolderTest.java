package io.pim.cli.edit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StarterFolderTest {
  private static final Path EXAMPLE =
      Path.of("..", "examples", "small").toAbsolutePath().normalize();

  private static final Set<String> APT_OPTIONS = Set.of("-y", "--no-install-recommends");

  @TempDir Path folder;

  private static Set<String> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> folder.relativize(file).toString())
          .filter(name -> !name.equals("README.md"))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void writesTheCompleteExample() throws IOException {
    assertEquals(StarterFolder.FILES, StarterFolder.write(folder).written());
    assertEquals(filesIn(EXAMPLE), filesIn(folder), "no draft remains");
    for (String name : StarterFolder.FILES) {
      assertArrayEquals(
          Files.readAllBytes(EXAMPLE.resolve(name)), Files.readAllBytes(folder.resolve(name)));
      assertEquals(name.endsWith(".sh"), Files.isExecutable(folder.resolve(name)), name);
    }
  }

  /** A wrong option would fail only in a person's first build, after the installation. */
  @Test
  void scriptsUseOnlyValidOptionsOfApt() throws IOException {
    for (String name : StarterFolder.FILES) {
      Stream<String> options =
          Files.readAllLines(EXAMPLE.resolve(name)).stream()
              .filter(line -> line.startsWith("apt-get "))
              .flatMap(line -> Stream.of(line.split(" ", -1)))
              .filter(word -> word.startsWith("-"));
      assertEquals(
          Set.of(),
          options.filter(word -> !APT_OPTIONS.contains(word)).collect(Collectors.toSet()),
          name);
    }
  }

  @Test
  void keepsExistingFiles() throws IOException {
    Files.writeString(folder.resolve("pim.yml"), "mine\n");
    Files.createDirectories(folder.resolve("scripts.d"));
    Files.createSymbolicLink(folder.resolve("scripts.d/base.sh"), Path.of("/nowhere/x"));
    StarterFolder.Result result = StarterFolder.write(folder);
    assertEquals(List.of("pim.yml", "scripts.d/base.sh"), result.kept());
    assertEquals("mine\n", Files.readString(folder.resolve("pim.yml")));
    assertTrue(Files.isSymbolicLink(folder.resolve("scripts.d/base.sh")));
    assertEquals(StarterFolder.FILES, StarterFolder.write(folder).kept());
  }

  @Test
  void stopsIfAFileIsInTheWayOfAFolder() throws IOException {
    Files.writeString(folder.resolve("profiles.d"), "");
    FileAlreadyExistsException failure =
        assertThrows(FileAlreadyExistsException.class, () -> StarterFolder.write(folder));
    assertEquals(folder.resolve("profiles.d").toString(), failure.getFile());
  }
}
