package io.pim.cli.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.output.CommandFailure;
import io.pim.cli.testing.PimHome;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands of a copy, with this machine in place of the VM. */
class VmCopyTest {
  @TempDir Path root;
  private Path here;
  private Path there;
  private VmCopy copy;

  @BeforeEach
  void twoSides() throws IOException {
    here = Files.createDirectory(root.resolve("here"));
    there = Files.createDirectory(root.resolve("there"));
    copy =
        new VmCopy(
            UnaryOperator.identity(), Tools.of(System.getenv()).require("tar", "install tar"));
  }

  private VmPath vm(String path) {
    return new VmPath(Optional.empty(), there.resolve(path).toString());
  }

  private Path tree(Path in) throws IOException {
    PimHome.write(in.resolve("tree/below/file"), "text");
    Files.createSymbolicLink(in.resolve("tree/link"), Path.of("below"));
    return in.resolve("tree");
  }

  @ParameterizedTest
  @CsvSource({
    "web:a/b, web, a/b, b",
    "web:, web, ., .",
    "web:/, web, /, .",
    "web:/srv/, web, /srv/, srv",
    "./a:b, '', ./a:b, a:b",
    "a, '', a, a"
  })
  void readsPlaces(String text, String vm, String path, String name) {
    VmPath place = VmPath.parse(text);
    assertEquals(vm, place.vm().map(Object::toString).orElse(""));
    assertEquals(path, place.path());
    assertEquals(name, place.name());
  }

  @Test
  void copiesAFileIntoAFolderOrToAName() throws Exception {
    PimHome.write(here.resolve("it's"), "one");
    Files.setPosixFilePermissions(
        here.resolve("it's"), PosixFilePermissions.fromString("rwx------"));
    copy.upload(here.resolve("it's"), vm(""));
    copy.upload(here.resolve("it's"), vm("new name"));
    assertEquals("one", Files.readString(there.resolve("it's")));
    assertTrue(Files.isExecutable(there.resolve("new name")));
    copy.download(vm("it's"), here.resolve("back"), false);
    assertEquals("one", Files.readString(here.resolve("back")));
    assertTrue(Files.isExecutable(here.resolve("back")));
  }

  @Test
  void copiesAFolderIntoAFolderOrToAName() throws Exception {
    copy.upload(tree(here), vm(""));
    copy.upload(here.resolve("tree"), vm("other"));
    for (String name : new String[] {"tree", "other"}) {
      assertEquals("text", Files.readString(there.resolve(name + "/below/file")));
      assertTrue(Files.isSymbolicLink(there.resolve(name + "/link")));
    }
    copy.upload(here.resolve("tree/."), vm(""));
    assertTrue(Files.exists(there.resolve("below/file")));
    copy.download(vm("other"), here.resolve("back"), true);
    copy.download(vm("other"), here, true);
    assertEquals("text", Files.readString(here.resolve("back/below/file")));
    assertEquals("text", Files.readString(here.resolve("other/below/file")));
  }

  @Test
  void reportsAFailedCopyAndLeavesNoDraft() throws Exception {
    tree(there);
    PimHome.write(here.resolve("kept"), "kept");
    assertRefused("is a folder in the VM", () -> copy.download(vm("tree"), here, false));
    assertRefused("cannot be copied", () -> copy.download(vm("none"), here.resolve("kept"), false));
    assertRefused("Not everything", () -> copy.upload(here.resolve("kept"), vm("none/x")));
    assertRefused("Not everything", () -> copy.upload(tree(here), vm("none/x")));
    assertEquals("kept", Files.readString(here.resolve("kept")));
    try (Stream<Path> files = Files.list(here)) {
      assertFalse(files.anyMatch(file -> file.getFileName().toString().startsWith(".")));
    }
  }

  /** A copy that fails. */
  private interface Copying {
    void run() throws Exception;
  }

  private static void assertRefused(String part, Copying copying) {
    CommandFailure failure = assertThrows(CommandFailure.class, copying::run);
    assertTrue(failure.complaint().what().contains(part), failure.complaint().toString());
  }
}
