package io.pim.cli.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** People make, change and compare profiles. */
class ProfileCommandsTest {
  @TempDir Path root;
  private PimHome pim;

  @BeforeEach
  void setUp() {
    pim = new PimHome(root, null);
  }

  private Ran done(String... arguments) {
    Ran ran = pim.run(arguments);
    assertEquals(0, ran.status(), ran.err());
    return ran;
  }

  private void refused(String words, String... arguments) {
    Ran ran = pim.run(arguments);
    assertEquals(2, ran.status(), ran.out());
    for (String part : List.of(words.split("\\|"))) {
      assertTrue(ran.err().contains(part), ran.err());
    }
  }

  private Path file(String name) {
    return pim.folders.project().resolve(name);
  }

  private String text(String name) throws IOException {
    return Files.readString(file(name));
  }

  @Test
  void addsAProfile() throws IOException {
    Ran ran =
        done(
            "profile",
            "add",
            "db",
            "--set",
            "hostname=db1",
            "--set",
            "build.memory=4G",
            "--set",
            "packages=[curl, 'no']");
    assertEquals(
        "wrote profiles.d/db.yml\nnext: pim profile show db; pim build run db --dry-run\n",
        ran.out());
    assertEquals(
        """
        db:
          hostname: db1
          build:
            memory: 4G
          packages:
            - curl
            - 'no'
        """,
        text("profiles.d/db.yml"));
    assertTrue(done("profile", "show", "db").out().contains("profiles.d/db.yml:2"));
  }

  @Test
  void copiesTheSettingsOfAnotherProfile() throws IOException {
    pim.file("profiles.d/web2.yml", "web2:\n  hostname: w\n  build: {cpus: 3}\n");
    pim.file("scripts.d/web2.sh", "echo web2\n");
    pim.file("preseeds.d/web2.cfg.erb", "own <%= hostname %>\n");
    done("profile", "add", "shop", "--from", "web2", "--set", "build.memory=1G");
    assertEquals(
        "shop:\n  hostname: w\n  build:\n    cpus: 3\n    memory: 1G\n  scripts:\n    - web2\n",
        text("profiles.d/shop.yml"));
    assertEquals("own <%= hostname %>\n", text("preseeds.d/shop.cfg.erb"));
    Ran diff = done("profile", "diff", "web2", "shop");
    assertFalse(diff.out().contains("preseed"), diff.out());
    assertTrue(diff.out().contains("build.memory"), diff.out());
  }

  @Test
  void addsItsOwnFiles() throws IOException {
    done("profile", "add", "db", "--from", "web", "--preseed", "--script");
    assertEquals(text("preseeds.d/default.cfg.erb"), text("preseeds.d/db.cfg.erb"));
    assertTrue(Files.isExecutable(file("scripts.d/db.sh")));
    assertTrue(text("profiles.d/db.yml").contains("  scripts:\n    - app\n    - db\n"));
    assertEquals(0, pim.run("config", "check").status());
  }

  @Test
  void writesIntoTheGlobalFolder() {
    done("profile", "add", "db", "--global");
    assertTrue(Files.exists(pim.folders.config().resolve("profiles.d/db.yml")));
    assertTrue(done("profile", "list").out().contains("db "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "web; this profile exists already|profiles.d/all.yml:4|pim profile edit web",
        "../x; '../x' cannot be the name of a profile",
        "db --from wbe; there is no profile 'wbe'|did you mean web?",
        "db --set hostname=a_b; db.hostname: must be a host name|a_b",
        "db --set build.memroy=4G; did you mean memory?",
        "db --set password=hunter22; A secret must not be given on the command line.|pim "
            + "profile edit",
        "db --set packages=[curl; --set packages:",
        "x.yml/../../y; cannot be the name"
      })
  void refuses(String arguments, String words) throws IOException {
    refused(words, ("profile add " + arguments).split(" "));
    try (var files = Files.list(file("profiles.d"))) {
      assertEquals(List.of(file("profiles.d/all.yml")), files.toList());
    }
  }

  @Test
  void neverOverwrites() throws IOException {
    pim.file("preseeds.d/db.cfg.erb", "mine\n");
    refused("A file of this name exists already.|db.cfg.erb", "profile", "add", "db", "--preseed");
    assertEquals("mine\n", text("preseeds.d/db.cfg.erb"));
    assertFalse(Files.exists(file("profiles.d/db.yml")), "the profile is written last");
  }

  @Test
  void showsTheRenderedPreseedWithoutSecrets() {
    pim.file(
        "preseeds.d/default.cfg.erb",
        """
        d-i passwd/user-password password <%= password.reverse %>
        # <%= password %>
        d-i passwd/root-password-crypted password !
        <%= install_url %>
        """);
    assertEquals(
        """
        d-i passwd/user-password password [secret]
        # [secret]
        d-i passwd/root-password-crypted password !
        http://pim.invalid/install.sh
        """,
        done("profile", "show", "web", "--render").out());
    assertTrue(
        done("profile", "show", "web", "--render", "-o", "json").out().contains("\"preseed\""));
  }

  @Test
  void showsHowProfilesDiffer() {
    pim.file(
        "profiles.d/db.yml",
        "db:\n  hostname: db1\n  username: root2\n  password: other-word\n  scripts: []\n");
    Ran ran = done("profile", "diff", "web", "db");
    assertTrue(ran.out().contains("hostname  web1"), ran.out());
    assertTrue(ran.out().contains("preseed:\n  -user ops at"), ran.out());
    assertTrue(ran.out().contains("script:app:\n  -echo app\n"), ran.out());
    assertFalse(ran.out().contains("other-word"), ran.out());
    assertFalse(ran.out().contains("s3cret"), ran.out());
    assertTrue(ran.out().contains("[secret]"), "that it differs is no secret: " + ran.out());
    assertTrue(done("profile", "diff", "web", "db", "-o", "json").out().contains("\"fields\""));
    assertEquals("no difference\n", done("profile", "diff", "web", "web").out());
  }

  @Test
  void editsTheFileThatDefinesTheProfile() throws IOException {
    pim.variable("EDITOR", "sed -i s/web1/web-2/");
    assertEquals("configuration is valid\n", done("profile", "edit", "web").out());
    assertTrue(text("profiles.d/all.yml").contains("hostname: web-2"));
    refused("there is no profile 'wbe'|did you mean web?", "profile", "edit", "wbe");
  }

  @Test
  void reportsErrorsThatTheEditorLeft() {
    pim.variable("VISUAL", "sed -i s/web1/web_1/").variable("EDITOR", "false");
    refused("profiles.d/all.yml:5: web.hostname: must be a host name", "profile", "edit", "web");
  }

  @Test
  void editsAgainOnATerminal() {
    pim.variable("EDITOR", "sed -i -e s/web_1/web-1/ -e s/web1/web_1/")
        .variable("PIM_ERROR_TERMINAL", "24 80");
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream("\n".getBytes(StandardCharsets.UTF_8)));
    try {
      Ran ran = done("profile", "edit", "web");
      assertTrue(ran.err().contains("Edit again? [Y/n]"), ran.err());
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void opensAFileThatCannotBeRead() throws IOException {
    pim.file("profiles.d/db.yml", "db: [\n").variable("EDITOR", "sed -i s/\\\\[/{}/");
    done("profile", "edit", "db");
    assertEquals("db: {}\n", text("profiles.d/db.yml"));
  }

  @Test
  void reportsThatTheEditorFailed() {
    Ran ran = pim.variable("EDITOR", "no-such-editor").run("profile", "edit", "web");
    assertEquals(1, ran.status());
    assertTrue(ran.err().contains("The editor failed: exit status 127."), ran.err());
  }
}
