package io.pim.model.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigProblems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFilesTest {
  @TempDir Path project;
  @TempDir Path global;
  private ConfigFiles files;

  @BeforeEach
  void setUp() {
    files = new ConfigFiles(new ConfigFolders(project, global));
  }

  private void write(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, folder.equals(project) ? "project " + name : "global " + name);
  }

  private String found(FileKind kind) {
    return files.find(kind, "web").map(ConfigFile::text).orElse("nothing");
  }

  @Test
  void looksForTheNameThenForDefaultInTheProjectThenGlobally() throws IOException {
    assertEquals("nothing", found(FileKind.PRESEED));
    write(global, "preseeds.d/default.cfg.erb");
    assertEquals("global preseeds.d/default.cfg.erb", found(FileKind.PRESEED));
    write(project, "preseeds.d/default.cfg.erb");
    assertEquals("project preseeds.d/default.cfg.erb", found(FileKind.PRESEED));
    write(global, "preseeds.d/web.cfg.erb");
    assertEquals("global preseeds.d/web.cfg.erb", found(FileKind.PRESEED));
    write(project, "preseeds.d/web.cfg.erb");
    assertEquals("project preseeds.d/web.cfg.erb", found(FileKind.PRESEED));
  }

  /**
   * The guest's shell would read the carriage return as part of a word, and only report "not
   * found".
   */
  @Test
  void refusesFilesOfWindowsEditorsWithTheLine() throws IOException {
    write(project, "scripts.d/web.sh");
    Path script = project.resolve("scripts.d/web.sh");
    Files.writeString(script, "#!/bin/sh\necho one\r\necho two\r\n");
    String ends =
        assertThrows(ConfigProblems.class, () -> files.find(FileKind.SCRIPT, "web")).getMessage();
    assertEquals(
        "scripts.d/web.sh:2: has Windows line endings (CR LF); save it with Unix line endings:"
            + " sed -i 's/\\r$//' scripts.d/web.sh",
        ends);
    for (FileKind kind : FileKind.values()) {
      write(project, kind.folder() + "/web" + kind.suffix());
      Files.writeString(
          project.resolve(kind.folder() + "/web" + kind.suffix()), "\uFEFF#!/bin/sh\n");
      String mark = assertThrows(ConfigProblems.class, () -> files.find(kind, "web")).getMessage();
      assertTrue(mark.contains("/web" + kind.suffix() + ":1: begins with a byte order"), mark);
    }
    Files.writeString(script, "printf 'a\\r\\n'\nprintf '\r'\n");
    assertTrue(files.find(FileKind.SCRIPT, "web").isPresent(), "a return within a line is content");
  }

  @Test
  void eachKindHasItsFolder() throws IOException {
    for (String name : new String[] {"installs.d/web.sh", "scripts.d/web.sh"}) {
      write(project, name);
    }
    write(project, "verifications.d/web.sh");
    assertEquals("project installs.d/web.sh", found(FileKind.INSTALL));
    assertEquals("project scripts.d/web.sh", found(FileKind.SCRIPT));
    assertEquals("project verifications.d/web.sh", found(FileKind.VERIFICATION));
  }

  @Test
  void usesNoFallbackForANamedFile() throws IOException {
    write(project, "scripts.d/default.sh");
    assertEquals(Optional.empty(), files.named(FileKind.SCRIPT, "base"));
  }

  @Test
  void refusesNamesThatLeaveTheFolder() throws IOException {
    write(project, "secret.sh");
    assertEquals(Optional.empty(), files.named(FileKind.SCRIPT, "../secret"));
  }

  @Test
  void reportsAFileThatCannotBeRead() throws IOException {
    Path file = project.resolve("scripts.d/base.sh");
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertEquals(
        "scripts.d/base.sh:1: is not UTF-8 text",
        assertThrows(ConfigProblems.class, () -> files.named(FileKind.SCRIPT, "base"))
            .getMessage());
  }
}
