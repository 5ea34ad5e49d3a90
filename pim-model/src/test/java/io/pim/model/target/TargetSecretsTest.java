package io.pim.model.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.profile.Targets;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Secrets of targets are found, and never shown. */
class TargetSecretsTest extends TargetsFixture {
  @ParameterizedTest
  @EnumSource(TargetType.class)
  void plansContainNoSecrets(TargetType type) throws IOException {
    String text =
        switch (type) {
          case PROXMOX -> PROXMOX + "token: {id: \"a@pve!bb\", secret: hidden-value}\nvmid: 9000\n";
          case AWS -> "type: aws\nregion: eu-west-1\ntags: {a: b}\ncopy_to: [eu-west-2]\n";
          case UTM -> "type: utm\ndir: /x\nmemory: 4096\n";
          case DIRECTORY -> "type: directory\npath: /x\nssh: {host: a, port: 23}\n";
          case LIBVIRT -> "type: libvirt\ndomain: true\n";
          case OCI ->
              "type: oci\nrepository: a.example/b\nlogin: {username: u, password: hidden-value}\n";
        };
    write(project, "t:\n" + text.indent(2));
    Target target = targets().get("t");
    assertFalse(target.plain().toString().contains("hidden-value"), target.plain().toString());
    assertFalse(target.toString().contains("hidden-value"));
    assertFalse(target.secrets().toString().contains("hidden-value"));
    assertEquals(target.settings(), TargetSettings.read("t", target.plain()));
  }

  @Test
  void findsThePositionsOfSecrets() throws IOException {
    write(
        global,
        """
        whole: {type: proxmox, host: a, node: n, storage: s1, token: {env: PVE_TOKEN}}
        parts:
          type: proxmox
          host: a
          node: n
          storage: s1
          token: {id: "a@pve!bb", secret: {command: [pass, show, pve]}}
        registry:
          type: oci
          repository: a.example/b
          login: {username: u, password: {file: ~/.oci}}
        """);
    Targets targets = targets();
    SecretSource whole = targets.get("whole").secrets().get("token");
    assertEquals("PVE_TOKEN", ((SecretSource.Environment) whole).name());
    assertEquals("x", ((ProxmoxTarget) targets.get("whole").settings()).token("x"));
    SecretSource parts = targets.get("parts").secrets().get("token");
    assertEquals(List.of("pass", "show", "pve"), ((SecretSource.Command) parts).words());
    SecretSource login = targets.get("registry").secrets().get("login");
    assertEquals("~/.oci", ((SecretSource.FromFile) login).path());
  }

  @Test
  void warnsOnceAboutASecretInPlainText() throws IOException {
    write(
        project,
        """
        default: {token: hidden-value}
        a: {type: proxmox, host: a, node: n, storage: s1}
        b: {type: proxmox, host: b, node: n, storage: s1}
        c: {type: libvirt}
        """);
    assertEquals(1, targets().warnings().size(), targets().warnings().toString());
    String warning = targets().warnings().get(0);
    assertTrue(warning.startsWith("targets.d/t.yml:1: default.token: is a secret"), warning);
    assertFalse(warning.contains("hidden-value"), warning);
  }

  @Test
  void refusesACommandOfAProject() throws IOException {
    List<String> found =
        problems(
            """
            default:
              token: {command: [rm, x]}
            t: {type: proxmox, host: a, node: n, storage: s1}
            """);
    assertEquals(1, found.size(), found.toString());
    String problem = found.get(0);
    assertTrue(problem.startsWith("targets.d/t.yml:2: default.token.command: is allowed"), problem);
    assertTrue(problem.contains("your own targets.d only"), problem);
    assertTrue(problem.contains("move it to a file in " + global.resolve("targets.d")), problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{env: 'A B'}|must be the name of a variable",
        "{file: relative}|must be an absolute path",
        "{command: pass show}|must be a list",
        "{command: []}|must be {env: NAME}",
        "{env: A, file: /b}|must be {env: NAME}",
        "{}|must be {env: NAME}",
        "[a]|must be {env: NAME}",
        "true|must be {env: NAME}",
        "{enf: A}|did you mean env?",
        "{id: pim, secret: abc}|must be the id of an API token",
        "{secret: abc}|needs id",
        "{id: 'a@pve!bb', secret: {fil: /x}}|did you mean file?",
      })
  void reportsAWrongSecretWithoutShowingIt(String token, String rule) throws IOException {
    List<String> found = problems("t:\n" + PROXMOX.indent(2) + "  token: " + token + "\n");
    assertEquals(1, found.size(), found.toString());
    assertTrue(found.get(0).contains(rule), found.get(0));
    assertFalse(found.get(0).contains("abc"), found.get(0));
    assertTrue(found.get(0).startsWith("targets.d/t.yml:6: t.token"), found.get(0));
  }
}
