package io.pim.model.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problems;
import io.pim.model.config.Settings;
import io.pim.model.plan.MachineSpec;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Firmware;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {
  @TempDir Path project;
  @TempDir Path global;
  private ConfigFolders folders;

  @BeforeEach
  void setUp() {
    folders = new ConfigFolders(project, global);
  }

  private void write(Path folder, String file, String text) throws IOException {
    Files.createDirectories(folder.resolve("profiles.d"));
    Files.writeString(folder.resolve("profiles.d").resolve(file), text);
  }

  private Profiles profiles() {
    Problems problems = new Problems();
    Profiles profiles = Profiles.read(folders, problems);
    problems.throwIfAny();
    return profiles;
  }

  private Profile profile(String text) throws IOException {
    write(project, "p.yml", text);
    return profiles().get("p");
  }

  /** As in the Ruby PIM: the settings of default with templates under the profile's own name. */
  @Test
  void aNameWithItsOwnTemplatesHasTheSettingsOfDefault() throws IOException {
    write(project, "p.yml", "default: {hostname: any}\nweb: {hostname: web}\n");
    Files.createDirectories(project.resolve("preseeds.d"));
    Files.writeString(project.resolve("preseeds.d/lvm.cfg.erb"), "x\n");
    Files.createDirectories(global.resolve("installs.d"));
    Files.writeString(global.resolve("installs.d/kiosk.sh"), "x\n");
    for (String name : List.of("lvm", "kiosk")) {
      Profile profile = profiles().get(name);
      assertEquals(name, profile.name());
      assertEquals("any", profile.hostname());
    }
    assertEquals(List.of("web"), profiles().choices());
    assertThrows(ConfigProblems.class, () -> profiles().get("lmv"), "a typo stays one");
    assertThrows(ConfigProblems.class, () -> profiles().get("../preseeds.d/lvm"));
  }

  @Test
  void namesFilesOfOtherProfiles() throws IOException {
    Profile profile = profile("p: {preseed_name: lvm, install_name: kiosk}\n");
    assertEquals(Optional.of("lvm"), profile.fileName(FileKind.PRESEED));
    assertEquals(Optional.of("kiosk"), profile.fileName(FileKind.INSTALL));
    assertEquals(Optional.empty(), profile.fileName(FileKind.SCRIPT));
    assertEquals(
        Optional.of("x"), profile.withFile(FileKind.PRESEED, "x").fileName(FileKind.PRESEED));
  }

  /** A template would get the octal number, and the login the text. */
  @Test
  void refusesANumberInPlaceOfAText() throws IOException {
    for (String field :
        List.of("password: 012345", "hostname: 0123", "domain: 0x1F", "fullname: 12:30")) {
      String message =
          assertThrows(ConfigProblems.class, () -> profile("p:\n  " + field + "\n")).getMessage();
      assertTrue(
          message.startsWith("profiles.d/p.yml:2: p." + field.substring(0, field.indexOf(':'))),
          message);
      assertTrue(message.contains("put it in quotes"), message);
      assertFalse(message.contains("012345"), message);
    }
    assertEquals(Optional.of("012345"), profile("p: {password: '012345'}\n").password());
    assertEquals(Optional.of("12345"), profile("p: {password: 12345}\n").password());
  }

  @Test
  void defaults() throws IOException {
    Profile profile = profile("p:\n");
    assertEquals("pim", profile.username());
    assertEquals(Optional.empty(), profile.password());
    assertEquals("pim", profile.fullname());
    assertEquals("en_US.UTF-8", profile.locale());
    assertEquals("us", profile.keyboard());
    assertEquals("debian", profile.hostname());
    assertEquals("", profile.domain());
    assertEquals("ftp.debian.org", profile.mirrorHost());
    assertEquals("/debian", profile.mirrorPath());
    assertEquals("", profile.httpProxy());
    assertEquals("UTC", profile.timezone());
    assertEquals("regular", profile.partitioningMethod());
    assertEquals("atomic", profile.partitioningRecipe());
    assertEquals(List.of("standard"), profile.tasksel());
    assertEquals(
        List.of("openssh-server", "sudo", "cloud-init", "qemu-guest-agent"), profile.packages());
    assertEquals("default", profile.grubDevice());
    assertEquals(Optional.empty(), profile.authorizedKeysUrl());
    assertEquals(Optional.empty(), profile.scripts());
    assertEquals(List.of(Architecture.X86_64, Architecture.ARM64), profile.architectures());
    assertEquals("debian-*-{arch}-netinst", profile.isoPattern());
    assertEquals(
        new MachineSpec(
            Architecture.X86_64, Firmware.BIOS, ByteSize.parse("20G"), ByteSize.parse("2G"), 2),
        profile.machine(Architecture.X86_64, Settings.read(folders).build()));
  }

  @Test
  void everyField() throws IOException {
    Profile profile =
        profile(
            """
            p:
              username: ops
              password: 12345
              fullname: Operations
              locale: de_DE.UTF-8
              keyboard: de
              hostname: web1
              domain: example.org
              mirror_host: mirror.example.org:3142
              mirror_path: /d
              http_proxy: http://proxy.example.org:3128
              timezone: Europe/Berlin
              partitioning_method: lvm
              partitioning_recipe: home
              tasksel: standard, ssh-server
              packages: curl, sudo git
              grub_device: /dev/vda
              authorized_keys_url: https://example.org/keys
              scripts: [base, web]
              architectures: [amd64, x86_64]
              iso_pattern: "tiny-{arch}"
              build: {disk_size: 1G, memory: 512, cpus: 1, firmware: uefi}
            """);
    assertEquals("ops", profile.username());
    assertEquals(Optional.of("12345"), profile.password());
    assertEquals("Operations", profile.fullname());
    assertEquals("de_DE.UTF-8", profile.locale());
    assertEquals("de", profile.keyboard());
    assertEquals("web1", profile.hostname());
    assertEquals("example.org", profile.domain());
    assertEquals("mirror.example.org:3142", profile.mirrorHost());
    assertEquals("/d", profile.mirrorPath());
    assertEquals("http://proxy.example.org:3128", profile.httpProxy());
    assertEquals("Europe/Berlin", profile.timezone());
    assertEquals("lvm", profile.partitioningMethod());
    assertEquals("home", profile.partitioningRecipe());
    assertEquals(List.of("standard", "ssh-server"), profile.tasksel());
    assertEquals(List.of("curl", "sudo", "git"), profile.packages());
    assertEquals("/dev/vda", profile.grubDevice());
    assertEquals(Optional.of("https://example.org/keys"), profile.authorizedKeysUrl());
    assertEquals(Optional.of(List.of("base", "web")), profile.scripts());
    assertEquals(List.of(Architecture.X86_64), profile.architectures());
    assertEquals("tiny-{arch}", profile.isoPattern());
    assertEquals(
        new MachineSpec(
            Architecture.X86_64, Firmware.UEFI, ByteSize.parse("1G"), ByteSize.parse("512M"), 1),
        profile.machine(Architecture.X86_64, Settings.read(folders).build()));
    assertEquals(List.of("12345"), profile.secrets());
  }

  @Test
  void listsMayBeLists() throws IOException {
    Profile profile = profile("p:\n  packages: [curl, sudo]\n  tasksel: [standard, web server]\n");
    assertEquals(List.of("curl", "sudo"), profile.packages());
    assertEquals(List.of("standard", "web server"), profile.tasksel());
  }

  @Test
  void templatesSeeMissingFieldsAsNil() throws IOException {
    Map<String, Object> variables =
        profile("p:\n  packages: curl sudo\n  own: {a: [1, x]}\n").variables();
    assertEquals("curl sudo", variables.get("packages"));
    assertEquals(Map.of("a", List.of(1L, "x")), variables.get("own"));
    assertTrue(variables.containsKey("mirror_host"));
    assertNull(variables.get("mirror_host"));
  }

  @Test
  void mergesDefaultIntoEveryProfile() throws IOException {
    Profile profile =
        profile(
            """
            default:
              username: ops
              locale: C
              build: {cpus: 4, memory: 4096}
            p:
              locale: ~
              build: {cpus: 1}
            """);
    MachineSpec machine = profile.machine(Architecture.X86_64, Settings.read(folders).build());
    assertEquals("ops", profile.username());
    assertEquals("C", profile.locale());
    assertEquals(1, machine.cpus());
    assertEquals(ByteSize.parse("4G"), machine.memory());
    assertEquals(
        "profiles.d/p.yml:2", profile.settings().get("username").orElseThrow().origin().toString());
  }

  @Test
  void laterFilesAndTheProjectWin() throws IOException {
    write(global, "z.yml", "p: {username: global, hostname: global, domain: global}\n");
    write(project, "a.yml", "p: {username: a, hostname: a, packages: [one]}\n");
    write(project, "b.yml", "p: {username: b, packages: [two]}\n");
    write(project, "ignored.txt", "p: {username: c}\n");
    Profile profile = profiles().get("p");
    assertEquals("b", profile.username());
    assertEquals("a", profile.hostname());
    assertEquals("global", profile.domain());
    assertEquals(List.of("two"), profile.packages());
  }

  @Test
  void namesAndChoices() throws IOException {
    write(project, "p.yml", "web:\ndefault:\nmail:\n");
    assertEquals(Set.of("default", "mail", "web"), profiles().names());
    assertEquals(List.of("mail", "web"), profiles().choices());
    write(project, "p.yml", "default:\n");
    assertEquals(List.of("default"), profiles().choices());
  }

  @Test
  void offersTheNearestProfile() throws IOException {
    write(project, "p.yml", "default:\ndeveloper:\nserver:\n");
    assertEquals(
        "there is no profile 'develper'; did you mean developer? known: developer, server",
        message("develper"));
    assertEquals("there is no profile 'zzz'; known: developer, server", message("zzz"));
    assertEquals(
        "'../x' cannot be the name of a profile: use letters, digits and . _ + -", message("../x"));
  }

  @Test
  void reportsThatThereAreNoProfiles() {
    assertEquals("there is no profile 'web'; there are none at all in profiles.d", message("web"));
  }

  private String message(String name) {
    return assertThrows(ConfigProblems.class, () -> profiles().get(name)).getMessage();
  }
}
