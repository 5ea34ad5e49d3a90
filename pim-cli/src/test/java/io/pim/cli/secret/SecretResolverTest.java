package io.pim.cli.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problems;
import io.pim.model.profile.Targets;
import io.pim.model.target.Target;
import io.pim.tools.process.Command;
import io.pim.tools.process.CommandRunner;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretResolverTest {
  private static final String SECRET = "12345678-hunter-two";

  @TempDir Path project;
  @TempDir Path global;
  @TempDir Path home;
  private final List<String> warnings = new ArrayList<>();
  private Map<String, String> environment = Map.of();

  @BeforeEach
  void setUp() throws IOException {
    Files.createDirectories(project.resolve("targets.d"));
    Files.createDirectories(global.resolve("targets.d"));
  }

  /** A target in the user's own folder with this token. */
  private Target withToken(String token) throws IOException {
    return target("{type: proxmox, host: a, node: n, storage: s1, token: " + token + "}");
  }

  private Target target(String settings) throws IOException {
    Files.writeString(global.resolve("targets.d/t.yml"), "t: " + settings + "\n");
    Problems problems = new Problems();
    Targets targets = Targets.read(new ConfigFolders(project, global), problems);
    problems.throwIfAny();
    return targets.get("t");
  }

  private String found(Target target) throws InterruptedException {
    return found(target, new ProcessRunner());
  }

  private String found(Target target, CommandRunner runner) throws InterruptedException {
    return new SecretResolver(environment, home, runner, warnings::add)
        .of(target)
        .get("token")
        .orElseThrow();
  }

  /** The message about a missing secret, which never contains a part of one. */
  private String refusal(Target target) {
    String said = assertThrows(ConfigProblems.class, () -> found(target)).getMessage();
    assertFalse(said.contains("hunter"), said);
    assertTrue(said.startsWith(global + "/targets.d/t.yml:1: t"), said);
    return said;
  }

  private Path secretFile(String text, String mode) throws IOException {
    Path file = home.resolve("token");
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }

  @Test
  void fromTheEnvironment() throws Exception {
    environment = Map.of("PVE_TOKEN", SECRET + "\n");
    assertEquals(SECRET, found(withToken("{env: PVE_TOKEN}")));
    assertEquals(List.of(), warnings);
  }

  @Test
  void refusesAMissingOrEmptyVariable() throws IOException {
    String said = refusal(withToken("{env: PVE_TOKEN}"));
    assertTrue(said.contains("the variable PVE_TOKEN is not set; export PVE_TOKEN"), said);
    environment = Map.of("PVE_TOKEN", " ");
    assertTrue(refusal(withToken("{env: PVE_TOKEN}")).contains("is empty"));
  }

  @Test
  void fromTheFirstLineOfAPrivateFile() throws Exception {
    secretFile(SECRET + "\r\nmore\n", "rw-------");
    assertEquals(SECRET, found(withToken("{file: ~/token}")));
    assertEquals(SECRET, found(withToken("{file: " + home.resolve("token") + "}")));
    secretFile(SECRET, "r--------");
    assertEquals(SECRET, found(withToken("{file: ~/token}")));
  }

  @Test
  void refusesAFileThatOthersCanRead() throws IOException {
    for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----")) {
      Path file = secretFile(SECRET, mode);
      String said = refusal(withToken("{file: ~/token}"));
      assertTrue(said.contains("others can access the file " + file), said);
      assertTrue(said.endsWith("chmod 600 " + file), said);
    }
  }

  @Test
  void judgesALinkByItsTarget() throws Exception {
    Path file = secretFile(SECRET, "rw-r--r--");
    Files.createSymbolicLink(home.resolve("link"), file);
    assertTrue(refusal(withToken("{file: ~/link}")).contains("mode 644"));
    secretFile(SECRET, "rw-------");
    assertEquals(SECRET, found(withToken("{file: ~/link}")));
  }

  @Test
  void refusesFoldersAndEmptyFiles() throws IOException {
    assertTrue(refusal(withToken("{file: ~/none}")).contains("does not exist"));
    assertTrue(refusal(withToken("{file: /}")).contains("is not a file"));
    secretFile("\n" + SECRET, "rw-------");
    assertTrue(refusal(withToken("{file: ~/token}")).contains("the first line there is empty"));
    secretFile("h".repeat(17 * 1024), "rw-------");
    assertTrue(refusal(withToken("{file: ~/token}")).contains("more than 16384 characters"));
  }

  /** Needs root, because only root can give a file away. */
  @Test
  void refusesAFileOfAnotherUser() throws IOException {
    Path file = secretFile(SECRET, "rw-------");
    assumeTrue("root".equals(System.getProperty("user.name")));
    Files.setAttribute(file, "unix:uid", 12345);
    String said = refusal(withToken("{file: ~/token}"));
    assertTrue(said.contains("belongs to 12345, not to you"), said);
  }

  @Test
  void fromTheFirstLineThatAProgramPrints() throws Exception {
    assertEquals(SECRET, found(withToken("{command: [printf, \"" + SECRET + "\\\\nmore\"]}")));
  }

  @Test
  void noShellReadsTheCommand() throws Exception {
    assertEquals("$HOME;`id`", found(withToken("{command: [echo, \"$HOME;`id`\"]}")));
  }

  @Test
  void refusesAFailedProgramWithItsMessage() throws IOException {
    String script = "echo " + SECRET + "; echo locked >&2; exit 3";
    String said = refusal(withToken("{command: [sh, -c, \"" + script + "\"]}"));
    assertTrue(said.contains("sh ended with status 3: locked"), said);
    assertTrue(refusal(withToken("{command: [\"true\"]}")).contains("is empty"));
    String missing = refusal(withToken("{command: [no-such-program-of-pim]}"));
    assertTrue(missing.contains("no-such-program-of-pim"), missing);
  }

  @Test
  void aProgramHasALimit() throws Exception {
    List<Command> ran = new ArrayList<>();
    found(
        withToken("{command: [x]}"),
        command -> {
          ran.add(command);
          return new Finished(0, SECRET);
        });
    assertEquals(1, ran.size());
    assertEquals(Duration.ofMinutes(2), ran.get(0).limit());
    assertTrue(ran.get(0).question());
    assertEquals(Optional.empty(), ran.get(0).input());
  }

  @Test
  void acceptsPlainTextAndWarnsOnce() throws Exception {
    assertEquals(SECRET, found(withToken("\"" + SECRET + "\"")));
    assertEquals(1, warnings.size());
    assertTrue(
        warnings.get(0).startsWith("warning: " + global + "/targets.d/t.yml:1: t.token: is a"),
        warnings.get(0));
    assertFalse(warnings.get(0).contains("hunter"));
  }

  @Test
  void refusesAMissingSecretWithAdvice() throws IOException {
    String said = refusal(target("{type: proxmox, host: a, node: n, storage: s1}"));
    assertTrue(said.contains("t: needs an API token; write token: {id:"), said);
    String login = refusal(target("{type: oci, repository: a.b/c, login: {username: u}}"));
    assertTrue(login.contains("t.login: needs the user's password"), login);
  }

  @Test
  void aTargetWithoutSecretsNeedsNone() throws Exception {
    new SecretResolver(environment, home, new ProcessRunner(), warnings::add)
        .of(target("{type: oci, repository: a.b/c}"));
    assertEquals(List.of(), warnings);
  }
}
