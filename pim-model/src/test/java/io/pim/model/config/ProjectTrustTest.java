package io.pim.model.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.model.iso.IsoCatalog;
import io.pim.model.profile.ConfigFiles;
import io.pim.model.profile.FileKind;
import io.pim.model.profile.Profiles;
import io.pim.model.unit.ListenAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PIM does not trust a folder that others may write to, however its files are reached. */
class ProjectTrustTest {
  private static final int NOBODY = 65534;
  private static final int NO_GROUP = 65534;

  @TempDir Path temp;
  private Path project;
  private Path global;
  private ConfigFolders folders;

  @BeforeEach
  void setUp() throws IOException {
    project = folder("project");
    global = folder("global");
    folders = new ConfigFolders(project, global);
    project("pim.yml", "build: {cpus: 7}\n");
    project("profiles.d/web.yml", "web: {hostname: web}\n");
    project("isos.d/debian.yml", "a-amd64: {url: 'http://h/a.iso', checksum_url: 'http://h/s'}\n");
    project("scripts.d/web.sh", "echo web\n");
  }

  private Path folder(String name) throws IOException {
    Path made = Files.createDirectories(temp.resolve(name));
    mode(made, "rwxr-xr-x");
    return made;
  }

  private Path project(String name, String text) throws IOException {
    Path file = project.resolve(name);
    if (!file.getParent().equals(project)) {
      folder("project/" + project.relativize(file.getParent()));
    }
    mode(Files.writeString(file, text), "rw-r--r--");
    return file;
  }

  private static void mode(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  /** Only root can give files away. */
  private static void give(Path path, int user, int group) throws IOException {
    assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "not root here");
    Files.setAttribute(path, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
  }

  /** Asserts that PIM reads nothing of the project, and reports the reason. */
  private void assertIgnored(Path culprit, String reason) {
    Optional<Problem> passedOver = Settings.passedOver(folders);
    assertTrue(passedOver.isPresent(), reason);
    assertReported(culprit, reason, passedOver.get());
    assertEquals(2, Settings.read(folders).build().cpus());
    Problems settings = new Problems();
    Settings.check(folders, settings);
    assertEquals(1, settings.list().size(), settings.list().toString());

    Problems problems = new Problems();
    assertTrue(Profiles.read(folders, problems).choices().isEmpty());
    assertTrue(IsoCatalog.read(folders, problems).entries().isEmpty());
    problems.list().forEach(problem -> assertReported(culprit, reason, problem));
    assertEquals(1, problems.list().size(), problems.list().toString());
    ConfigProblems script =
        assertThrows(
            ConfigProblems.class, () -> new ConfigFiles(folders).named(FileKind.SCRIPT, "web"));
    assertReported(culprit, reason, script.problems().get(0));
  }

  private void assertReported(Path culprit, String reason, Problem problem) {
    assertEquals(culprit.toString(), problem.file());
    assertTrue(problem.rule().contains(reason), problem.toString());
    assertTrue(problem.rule().contains("mode"), problem.toString());
    assertTrue(problem.advice().contains("safe_folders in " + global.resolve("pim.yml")));
  }

  private void assertTrusted() {
    assertEquals(Optional.empty(), Settings.passedOver(folders));
    assertEquals(7, Settings.read(folders).build().cpus());
    Problems problems = new Problems();
    assertEquals(1, Profiles.read(folders, problems).choices().size());
    assertEquals(1, IsoCatalog.read(folders, problems).entries().size());
    assertEquals(List.of(), problems.list());
    assertTrue(new ConfigFiles(folders).named(FileKind.SCRIPT, "web").isPresent());
  }

  private void assertFileRefused(String name, String reason) {
    Path file = project.resolve(name);
    assertTrue(
        folders.distrust(file).map(Problem::rule).orElse("").contains(reason),
        () -> name + ": " + folders.distrust(file));
  }

  @Test
  void trustsTheUsersOwnFolder() {
    assertTrusted();
  }

  @Test
  void refusesAFolderThatOthersMayWriteTo() throws IOException {
    for (String mode : Set.of("rwxrwxrwx", "rwxr-x-w-")) {
      mode(project, mode);
      assertIgnored(project, "others may write to it");
    }
    mode(project, "rwxr-xr-x");
    assertTrusted();
  }

  @Test
  void refusesAFolderOfAnotherUser() throws IOException {
    give(project, NOBODY, NO_GROUP);
    assertIgnored(project, "another user owns it (owner nobody");
  }

  @Test
  void refusesAFileOfAnotherUser() throws IOException {
    for (String name : Set.of("pim.yml", "profiles.d", "isos.d/debian.yml", "scripts.d/web.sh")) {
      give(project.resolve(name), NOBODY, NO_GROUP);
      assertFileRefused(name, "another user owns it");
    }
    assertFileRefused("profiles.d/web.yml", "another user owns it");
    Path script = project.resolve("scripts.d/web.sh");
    give(script, 0, 0);
    mode(script, "rw-rw-rw-");
    assertFileRefused("scripts.d/web.sh", "others may write to it");
  }

  /** Debian and Fedora give every user a group of the same name, and Fedora a umask of 002. */
  @Test
  void allowsOnlyThePrivateGroupToWrite() throws IOException {
    mode(project.resolve("pim.yml"), "rw-rw-r--");
    mode(project, "rwxrwxr-x");
    assertTrusted();
    give(project.resolve("pim.yml"), 0, NO_GROUP);
    assertFileRefused("pim.yml", "others may write to it");
    mode(project.resolve("pim.yml"), "rw-r--r--");
    assertTrusted();
  }

  /** As in /tmp, where others can add files. */
  @Test
  void judgesAFileInAStickyFolderByItself() throws IOException {
    Files.setAttribute(project, "unix:mode", 01777);
    assertTrusted();
    give(project("profiles.d/other.yml", "other: {}\n"), NOBODY, NO_GROUP);
    assertFileRefused("profiles.d/other.yml", "another user owns it");
    Problems problems = new Problems();
    Profiles.read(folders, problems);
    assertEquals(1, problems.list().size());
  }

  @Test
  void judgesALinkByItsTarget() throws IOException {
    Path elsewhere = folder("elsewhere");
    Path target = Files.writeString(elsewhere.resolve("s.sh"), "echo\n");
    mode(target, "rw-r--r--");
    Path link = Files.createSymbolicLink(project.resolve("scripts.d/link.sh"), target);
    assertEquals(Optional.empty(), folders.distrust(link));
    mode(elsewhere, "rwxrwxrwx");
    assertFileRefused("scripts.d/link.sh", "others may write to it");
    mode(elsewhere, "rwxr-xr-x");
    mode(target, "rw-rw-rw-");
    assertFileRefused("scripts.d/link.sh", "others may write to it");
    mode(target, "rw-r--r--");
    give(link, NOBODY, NO_GROUP);
    assertFileRefused("scripts.d/link.sh", "another user owns it");
    give(link, 0, 0);
    give(target, NOBODY, NO_GROUP);
    assertFileRefused("scripts.d/link.sh", "another user owns it");
  }

  @Test
  void judgesAFolderThatIsALink() throws IOException {
    Path shared = folder("shared");
    mode(Files.writeString(shared.resolve("other.yml"), "other: {}\n"), "rw-r--r--");
    Files.delete(project.resolve("profiles.d/web.yml"));
    Files.delete(project.resolve("profiles.d"));
    Files.createSymbolicLink(project.resolve("profiles.d"), shared);
    assertEquals(Optional.empty(), folders.distrust(project.resolve("profiles.d/other.yml")));
    mode(shared, "rwxrwxrwx");
    assertFileRefused("profiles.d/other.yml", "others may write to it");
  }

  @Test
  void readsExceptionsFromTheUsersOwnSettings() throws IOException {
    mode(project, "rwxrwxrwx");
    for (String safe : Set.of("[" + project + "]", "[/none, '*']")) {
      Files.writeString(global.resolve("pim.yml"), "safe_folders: " + safe + "\n");
      assertTrusted();
    }
    for (String other : Set.of("[" + temp + "]", "[/none]", "[]", "'*'", "[project]")) {
      Files.writeString(global.resolve("pim.yml"), "safe_folders: " + other + "\n");
      assertTrue(Settings.passedOver(folders).isPresent(), other);
    }
  }

  @Test
  void ignoresExceptionsOfTheProjectItself() throws IOException {
    project("pim.yml", "safe_folders: ['*']\n");
    ConfigProblems failure = assertThrows(ConfigProblems.class, () -> Settings.read(folders));
    assertTrue(failure.getMessage().startsWith("pim.yml:1: safe_folders: is allowed in your own"));
    mode(project, "rwxrwxrwx");
    assertTrue(Settings.passedOver(folders).isPresent());
  }

  @Test
  void readsProgramsOnlyFromTheUsersOwnSettings() throws IOException {
    project("pim.yml", "temporal:\n  port: 7300\n  server_binary: /tmp/evil\n");
    ConfigProblems failure = assertThrows(ConfigProblems.class, () -> Settings.read(folders));
    assertTrue(
        failure
            .getMessage()
            .startsWith("pim.yml:3: temporal.server_binary: is allowed in your own"));
    assertTrue(failure.getMessage().contains("move it to " + global.resolve("pim.yml")));
    Files.writeString(global.resolve("pim.yml"), "temporal: {server_binary: /usr/bin/temporal}\n");
    project("pim.yml", "temporal: {port: 7300}\n");
    Settings settings = Settings.read(folders);
    assertEquals(Optional.of("/usr/bin/temporal"), settings.temporal().serverBinary());
    assertEquals(7300, settings.temporal().port());
  }

  /** A project must not open this machine to its network. */
  @Test
  void readsTheMetricsAddressOnlyFromTheUsersOwnSettings() throws IOException {
    project("pim.yml", "worker:\n  vm_slots: 3\n  metrics: 0.0.0.0:9464\n");
    ConfigProblems failure = assertThrows(ConfigProblems.class, () -> Settings.read(folders));
    assertTrue(
        failure.getMessage().startsWith("pim.yml:3: worker.metrics: is allowed in your own"),
        failure.getMessage());
    Files.writeString(global.resolve("pim.yml"), "worker: {metrics: 9464}\n");
    project("pim.yml", "worker: {vm_slots: 3}\n");
    WorkerSettings worker = Settings.read(folders).worker();
    assertEquals(Optional.of(new ListenAddress("127.0.0.1", 9464)), worker.metrics());
    assertEquals(Optional.of(3), worker.vmSlots());
  }

  /** The Ruby PIM's folders have such a section: only pim ventoy reports it. */
  @Test
  void readsVentoyOnlyFromTheUsersOwnSettings() throws IOException {
    project("pim.yml", "ventoy:\n  version: 1.0.99\n  url: http://evil/v\n");
    Settings settings = Settings.read(folders);
    assertTrue(settings.tree().section("ventoy").entries().isEmpty());
    ConfigProblems failure = assertThrows(ConfigProblems.class, settings::ventoy);
    assertEquals(2, failure.problems().size());
    assertTrue(
        failure.getMessage().contains("pim.yml:3: ventoy.url: is allowed in your own pim.yml"));
    Problems problems = new Problems();
    Settings.check(folders, problems);
    assertTrue(problems.isEmpty());
  }

  @Test
  void trustsAnyUsersFolderAsTheGlobalOne() throws IOException {
    Files.writeString(global.resolve("pim.yml"), "temporal: {server_binary: /usr/bin/temporal}\n");
    mode(global, "rwxrwxrwx");
    for (Path working : Set.of(global, temp, folder("global/within"))) {
      ConfigFolders here = new ConfigFolders(working, global);
      assertEquals(Optional.of("/usr/bin/temporal"), Settings.read(here).temporal().serverBinary());
    }
  }

  /** A planted keyring would accept any signature. */
  @Test
  void refusesAKeyringOfAnotherUser() throws IOException {
    Files.createDirectories(global.resolve("isos.d"));
    Files.writeString(
        global.resolve("isos.d/d.yml"),
        "b-amd64: {url: 'http://h/b.iso', checksum_url: 'http://h/s', keyring: vendor.gpg}\n");
    give(project("vendor.gpg", "x"), NOBODY, NO_GROUP);
    Problems problems = new Problems();
    IsoCatalog.read(folders, problems);
    assertEquals(project.resolve("vendor.gpg").toString(), problems.list().get(0).file());
  }
}
