package io.pim.tools.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.tools.process.ProcessRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logins as docker stores them and as its helpers return them. */
@Timeout(120)
class DockerLoginsTest {
  private static final String SECRET = "correct horse";
  private static final RegistryLogin PIM = new RegistryLogin("pim", SECRET);

  @TempDir Path home;

  private void config(String text) throws IOException {
    Path file = home.resolve(".docker/config.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Puts a program on the PATH that answers as docker's credential helpers do. */
  private void helper(String name, String script) throws IOException {
    Path program = Files.createDirectories(home.resolve("bin")).resolve(name);
    Files.writeString(program, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Optional<RegistryLogin> find(String registry) throws InterruptedException {
    Map<String, String> environment = Map.of("PATH", home.resolve("bin") + ":/usr/bin:/bin");
    return DockerLogins.of(environment, home, new ProcessRunner()).find(registry);
  }

  private FailureReport fails(String registry) {
    FailureReport report = assertThrows(BuildFailure.class, () -> find(registry)).report();
    assertFalse(report.toString().contains("horse"), report.toString());
    return report;
  }

  private static String auth() {
    return Base64.getEncoder().encodeToString(("pim:" + SECRET).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void hasNoneWithoutAFile() throws Exception {
    assertEquals(Optional.empty(), find("registry.example.org"));
  }

  @Test
  void readsStoredLogins() throws Exception {
    config(
        """
        {"auths": {"registry.example.org:5000": {"auth": "%1$s"},
                   "https://old.example.org/v1/": {"auth": "%1$s"},
                   "https://index.docker.io/v1/": {"auth": "%1$s"},
                   "empty.example.org": {}}}
        """
            .formatted(auth()));

    assertEquals(Optional.of(PIM), find("registry.example.org:5000"));
    assertEquals(Optional.of(PIM), find("old.example.org"));
    assertEquals(Optional.of(PIM), find("docker.io"));
    assertEquals(Optional.empty(), find("empty.example.org"));
    assertEquals(Optional.empty(), find("registry.example.org"));
    assertEquals(Optional.empty(), find("evil-registry.example.org:5000"));
  }

  @Test
  void readsTheFolderFromTheEnvironment() throws Exception {
    Path folder = Files.createDirectories(home.resolve("elsewhere"));
    Files.writeString(
        folder.resolve("config.json"), "{\"auths\": {\"r\": {\"auth\": \"" + auth() + "\"}}}");
    Map<String, String> environment = Map.of("DOCKER_CONFIG", folder.toString());

    assertEquals(
        Optional.of(PIM), DockerLogins.of(environment, home, new ProcessRunner()).find("r"));
  }

  @Test
  void asksTheHelperOfTheRegistryFirst() throws Exception {
    config(
        """
        {"credsStore": "all", "credHelpers": {"registry.example.org": "one"},
         "auths": {"registry.example.org": {}, "other.example.org": {}}}
        """);
    helper(
        "docker-credential-one",
        "test \"$1\" = get && read host || true\n"
            + "echo '{\"ServerURL\": \"x\", \"Username\": \"pim\", \"Secret\": \""
            + SECRET
            + "\"}'");
    helper(
        "docker-credential-all",
        "read host || true\n"
            + "echo \"{\\\"Username\\\": \\\"$host\\\", \\\"Secret\\\": \\\"s\\\"}\"");

    assertEquals(Optional.of(PIM), find("registry.example.org"));
    assertEquals(
        Optional.of(new RegistryLogin("other.example.org", "s")), find("other.example.org"));
  }

  @Test
  void acceptsAHelperWithoutALogin() throws Exception {
    config("{\"credsStore\": \"all\", \"auths\": {\"r:1\": {\"auth\": \"" + auth() + "\"}}}");
    helper("docker-credential-all", "echo 'credentials not found in native keychain'; exit 1");

    assertEquals(Optional.of(PIM), find("r:1"));
    assertEquals(Optional.empty(), find("r:2"));
  }

  @Test
  void hidesTheSecretsOfAFailedHelper() throws Exception {
    config("{\"credsStore\": \"all\"}");
    helper("docker-credential-all", "echo '" + SECRET + "'; exit 3");

    FailureReport report = fails("r:1");

    assertEquals(FailureKind.HOST_SETUP, report.kind());
    assertTrue(report.why().contains("status 3"), report.toString());
    helper("docker-credential-all", "echo '{ " + SECRET + "'");
    fails("r:1");
  }

  @Test
  void refusesAHelperWithAPath() throws Exception {
    config("{\"credsStore\": \"../../tmp/x\"}");
    assertTrue(fails("r:1").why().contains("plain name"));
  }

  @Test
  void reportsWhatItCannotUse() throws Exception {
    config("{\"auths\": {\"r:1\": {\"identitytoken\": \"t\"}}}");
    assertTrue(fails("r:1").why().contains("identity token"));
    config("{\"auths\": {\"r:1\": {\"auth\": \"" + SECRET + "\"}}}");
    fails("r:1");
    config("{\"auths\": " + SECRET);
    fails("r:1");
    config("{\"credsStore\": \"missing\"}");
    assertEquals(FailureKind.TOOL_MISSING, fails("r:1").kind());
  }
}
