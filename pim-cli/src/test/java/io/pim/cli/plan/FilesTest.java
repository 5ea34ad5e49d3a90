package io.pim.cli.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problem;
import io.pim.model.json.Json;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.profile.GuestFile;
import io.pim.model.profile.GuestFiles;
import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code files.d}: accepted and refused files, keys, and the script that writes the files to the
 * guest.
 */
class FilesTest extends PlanningTest {
  @BeforeEach
  void scripts() {
    folder.file("scripts.d/base.sh", "echo base\n").file("scripts.d/web.sh", "echo web\n");
  }

  private static List<String> names(Plan plan) {
    return plan.scripts().stream().map(PlanStep::name).toList();
  }

  private String script() {
    return plan().contents().scripts().get("files");
  }

  private void mode(String name, String mode) throws IOException {
    Files.setPosixFilePermissions(
        folder.project.resolve(name), PosixFilePermissions.fromString(mode));
  }

  @Test
  void aFolderWithoutFilesKeepsItsPlan() {
    Plan before = plan().plan();
    assertEquals(List.of("script:base", "script:web"), names(before));
    folder.file("files.d/other/etc/motd", "of another profile\n");
    assertEquals(before, plan().plan());
    folder.file("files.d/web/.gitkeep", "");
    assertEquals(before, plan().plan());
  }

  @Test
  void filesComeBeforeTheScriptsAndChangeOnlyTheirKeys() throws Exception {
    Plan before = plan().plan();
    folder.file("files.d/web/etc/motd", "hello\n");
    Plan with = plan().plan();
    assertEquals(List.of("files", "script:base", "script:web"), names(with));
    assertEquals(before.step("install"), with.step("install"));
    assertFalse(before.imageKey().equals(with.imageKey()));
    mode("files.d/web/etc/motd", "rw-------");
    Plan closed = plan().plan();
    assertFalse(with.imageKey().equals(closed.imageKey()), "the mode is an input");
    mode("files.d/web/etc/motd", "rw-rw-r--");
    mode("files.d/web/etc", "rwxrwxr-x");
    assertEquals(with.imageKey(), plan().plan().imageKey(), "a umask is not");
    folder.file("files.d/web.yml", "etc/motd: {owner: adm}\n");
    assertFalse(with.imageKey().equals(plan().plan().imageKey()), "the owner is an input");
  }

  @Test
  void theProfilesFilesOverrideThoseOfDefaultAndTheProjectsTheGlobalOnes() {
    folder.globalFile("files.d/default/etc/motd", "global default\n");
    assertTrue(script().contains("global default"));
    folder.file("files.d/default/etc/motd", "project default\n");
    assertTrue(script().contains("project default"));
    folder.globalFile("files.d/web/etc/motd", "global web\n");
    assertTrue(script().contains("global web"));
    assertFalse(script().contains("default"));
  }

  @Test
  void theVisiblePlanHasNoContents() throws Exception {
    folder.file("files.d/web/etc/secret", "hunter2\n");
    assertFalse(Json.mapper().writeValueAsString(plan().plan()).contains("hunter2"));
    assertFalse(plan().toString().contains("hunter2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "etc/mtod: {owner: root}         | files.d/web.yml:1: etc/mtod: is not a path of the tree",
        "etc/motd: {owner: 'a b'}        | files.d/web.yml:1: etc/motd.owner: must be USER",
        "etc/motd: {owner: 'a;reboot'}   | etc/motd.owner: must be USER",
        "etc/motd: {mode: 0999}          | etc/motd.mode: must be an octal mode",
        "etc/motd: {mode: rw-r--r--}     | etc/motd.mode: must be an octal mode",
        "etc/motd: {group: adm}          | etc/motd.group: is not a setting PIM knows",
        "etc/motd: root                  | etc/motd: must be a section of owner, mode"
      })
  void reportsMistakesInTheRules(String rules, String message) {
    folder.file("files.d/web/etc/motd", "hello\n").file("files.d/web.yml", rules + "\n");
    assertRefused(message);
  }

  @Test
  void reportsAllUnusableFilesTogether() throws Exception {
    folder
        .file("files.d/web/proc/x", "")
        .file("files.d/web/etc/new\nline", "")
        .bytes("files.d/web/big", new byte[5 << 20]);
    new ProcessRunner()
        .run(
            Command.of(
                List.of("mkfifo", folder.project.resolve("files.d/web/pipe").toString()),
                Duration.ofSeconds(60)));
    assertRefused("files.d/web/proc: is a place that the guest keeps in memory only");
    assertRefused("has a name that PIM does not lay into guests");
    assertRefused("files.d/web/pipe: must be a file, a folder or a symbolic link");
    assertRefused("holds more than 4 MiB");
  }

  @Test
  void doesNotTrustAFileThatOthersMayWrite() throws Exception {
    folder.file("files.d/web/etc/motd", "hello\n");
    mode("files.d/web/etc/motd", "rw-rw-rw-");
    assertRefused("files.d/web/etc/motd: is not trusted");
  }

  @Test
  void reportsAFileInPlaceOfTheFolder() {
    folder.file("files.d/web", "no folder");
    assertRefused("files.d/web: must be a folder");
  }

  private void assertRefused(String message) {
    List<Problem> problems = assertThrows(ConfigProblems.class, this::plan).problems();
    assertTrue(
        problems.stream().anyMatch(problem -> problem.toString().contains(message)),
        problems.toString());
  }

  /** Runs the script on this machine, with a folder in place of the guest. */
  @Test
  void theScriptWritesEverythingUnchanged() throws Exception {
    Path guest = Files.createDirectory(root.resolve("guest"));
    Path kept = Files.createDirectory(guest.resolve("etc"));
    Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(kept.resolve("old"), "old\n");
    byte[] binary = {0, 1, (byte) 0xff, '\n', 'E', 'O', 'F', '\n'};
    List<GuestFile> files = new ArrayList<>();
    files.add(file(guest, GuestFile.Kind.FOLDER, "etc", 0755, ""));
    files.add(file(guest, GuestFile.Kind.FILE, "etc/old", 0640, "new\n"));
    files.add(file(guest, GuestFile.Kind.FOLDER, "it's \"new\" $HOME", 01755, ""));
    files.add(file(guest, GuestFile.Kind.FILE, "it's \"new\" $HOME/`a` \\", 04755, "$x `y` \\\n"));
    files.add(file(guest, GuestFile.Kind.FILE, "cut", 0600, "no line feed"));
    files.add(file(guest, GuestFile.Kind.FILE, "empty", 0644, ""));
    files.add(
        new GuestFile(GuestFile.Kind.FILE, guest + "/binary", 0644, owner(guest), false, binary));
    files.add(file(guest, GuestFile.Kind.LINK, "link", 0777, "it's/nowhere"));
    Finished end = run(FilesScript.of(new GuestFiles("files.d/web", files)));

    assertEquals(0, end.exitCode(), end.said());
    assertEquals("rwx------", permissions(kept), "an existing folder keeps its mode");
    assertEquals("new\n", Files.readString(kept.resolve("old")));
    assertEquals("rw-r-----", permissions(kept.resolve("old")));
    Path odd = guest.resolve("it's \"new\" $HOME");
    assertEquals(01755, (Integer) Files.getAttribute(odd, "unix:mode") & 07777);
    assertEquals("$x `y` \\\n", Files.readString(odd.resolve("`a` \\")));
    assertEquals(04755, (Integer) Files.getAttribute(odd.resolve("`a` \\"), "unix:mode") & 07777);
    assertEquals("no line feed", Files.readString(guest.resolve("cut")));
    assertEquals("", Files.readString(guest.resolve("empty")));
    assertArrayEquals(binary, Files.readAllBytes(guest.resolve("binary")));
    assertEquals(Path.of("it's/nowhere"), Files.readSymbolicLink(guest.resolve("link")));
    try (var left = Files.list(guest)) {
      assertTrue(left.noneMatch(path -> path.getFileName().toString().startsWith(".pim")));
    }
  }

  @Test
  void theScriptReplacesALinkButNotAFolder() throws Exception {
    Path guest = Files.createDirectory(root.resolve("guest"));
    Files.writeString(guest.resolve("behind"), "behind\n");
    Files.createSymbolicLink(guest.resolve("conf"), Path.of("behind"));
    GuestFile conf = file(guest, GuestFile.Kind.FILE, "conf", 0644, "mine\n");
    assertEquals(0, run(FilesScript.of(new GuestFiles("files.d/web", List.of(conf)))).exitCode());
    assertFalse(Files.isSymbolicLink(guest.resolve("conf")));
    assertEquals("behind\n", Files.readString(guest.resolve("behind")));

    Files.createDirectory(guest.resolve("folder"));
    GuestFile folder = file(guest, GuestFile.Kind.LINK, "folder", 0777, "x");
    Finished end = run(FilesScript.of(new GuestFiles("files.d/web", List.of(folder))));
    assertEquals(1, end.exitCode());
    assertTrue(end.said().contains("folder is a folder in the guest"), end.said());
  }

  private static GuestFile file(
      Path guest, GuestFile.Kind kind, String path, int mode, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return new GuestFile(kind, guest + "/" + path, mode, owner(guest), false, bytes);
  }

  private static String owner(Path path) throws IOException {
    return Files.getAttribute(path, "unix:uid") + ":" + Files.getAttribute(path, "unix:gid");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }

  private static Finished run(String script) throws InterruptedException {
    return new ProcessRunner()
        .run(Command.of(List.of("sh", "-s"), Duration.ofMinutes(2)).withInput(script));
  }

  @Test
  void aRetryContinuesAtChangedFiles() {
    Plan before = plan().plan();
    folder.file("files.d/web/etc/motd", "hello\n");
    assertEquals(List.of("files: added"), PlanDifference.between(before, plan().plan()));
    assertEquals(Optional.of("files"), plan().plan().step("files").map(PlanStep::name));
  }
}
