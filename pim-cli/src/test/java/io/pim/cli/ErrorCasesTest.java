package io.pim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.pim.cli.temporal.TemporalAccess;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.temporal.common.converter.DataConverterException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The error messages for people, and the exit statuses for scripts. */
class ErrorCasesTest {
  @TempDir Path root;

  /** A service that cannot be reached, in one way or another. */
  private record Broken(RuntimeException failure) implements TemporalAccess {
    @Override
    public Session startIfNeeded() {
      throw failure;
    }

    @Override
    public Session open() {
      throw failure;
    }

    @Override
    public Session openRunning() {
      throw failure;
    }
  }

  static Stream<Arguments> usage() {
    return Stream.of(
        Arguments.of("", "Missing required subcommand."),
        Arguments.of("biuld", "There is no command 'biuld'.|Did you mean build?"),
        Arguments.of("build rnu", "There is no command 'rnu'.|Did you mean run?|pim build --help"),
        Arguments.of("build", "Missing required subcommand.|run, list, show"),
        Arguments.of("build run", "PROFILE"),
        Arguments.of("build run web --forec", "There is no option '--forec'.|--force"),
        Arguments.of("build run web db", "there is no profile 'db'"),
        Arguments.of(
            "build run web --arch sparc", "'sparc' is not an architecture|x86_64 or arm64"),
        Arguments.of("build run web --on-failure panic", "--on-failure|panic"),
        Arguments.of("build list --state done --limit many", "--limit|many"),
        Arguments.of("image list -o yaml", "--output|yaml"),
        Arguments.of(
            "image export --for tofu -o json",
            "-o cannot be combined with --for|pim image export --help"),
        Arguments.of(
            "image export --for ansible -o json",
            "prints JSON already|-o cannot be combined with --for"),
        Arguments.of("build run wbe --dry-run", "there is no profile 'wbe'|did you mean web?"),
        Arguments.of(
            "build run web --set build.memory=lots",
            "--set: build.memory: must be a number of MiB|but is \"lots\""),
        Arguments.of(
            "build run web --set build.memroy=4G --set hostname=a_b",
            "--set: build.memroy: is not a setting PIM knows|did you mean memory?"
                + "|--set: hostname: must be a host name"),
        Arguments.of(
            "build run web --set hotsname=db1",
            "--set: hotsname: is neither a field that PIM knows|Did you mean hostname?"),
        Arguments.of("build run web --set colour=red", "a field of your own"),
        Arguments.of("build run web --set .x=1", "is not the name of a field|KEY=VALUE"),
        Arguments.of("build run web --set hostname", "KEY=VALUE"),
        Arguments.of("build run web --set scripts=[app", "--set: scripts: is not YAML"),
        Arguments.of(
            "build run web --set password=hunter2",
            "--set: password: is a secret|write it into the profile's file"),
        Arguments.of(
            "build run web --set http_proxy=http://me:hunter2@proxy/", "http_proxy: is a secret"),
        Arguments.of("build run ../x", "'../x' cannot be the name of a profile"),
        Arguments.of("profile show wbe", "there is no profile 'wbe'"),
        Arguments.of("image show web", "There is no image 'web'.|No image has been built yet."));
  }

  @ParameterizedTest
  @MethodSource("usage")
  void wrongUsageEndsWithTwo(String line, String words) {
    Ran ran = new PimHome(root, null).run(line.isEmpty() ? new String[0] : line.split(" "));
    assertReported(2, words, ran);
  }

  @Test
  void doesNotRepeatASecretThatIsSet() {
    for (String field : List.of("password=hunter2", "http_proxy=http://me:hunter2@proxy/")) {
      Ran ran = new PimHome(root, null).run("build", "run", "web", "--set", field);
      assertFalse((ran.out() + ran.err()).contains("hunter2"), ran.err());
    }
  }

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of("pim.yml", "build: [\n", "pim.yml"),
        Arguments.of("pim.yml", "build:\n\tcpus: 2\n", "pim.yml:2|tab"),
        Arguments.of("pim.yml", "build:\n  disk_size: -1\n", "pim.yml:2|build.disk_size"),
        Arguments.of("preseeds.d/default.cfg.erb", "<%= 1/0 %>", "default.cfg.erb:1|Ruby error"),
        Arguments.of("profiles.d/z.yml", "web: {scripts: [gone]}", "profiles.d/z.yml:1|'gone'"),
        Arguments.of("profiles.d/z.yml", "web: {iso_pattern: nix}", "z.yml:1|no ISO for x86_64"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void wrongConfigurationEndsWithTwo(String file, String text, String words) {
    PimHome pim = new PimHome(root, null).file(file, text);
    assertReported(2, words, pim.run("build", "run", "web", "--arch", "x86_64"));
  }

  static Stream<Arguments> services() {
    return Stream.of(
        Arguments.of(
            Status.UNAVAILABLE.withDescription("connection refused").asRuntimeException(),
            "The Temporal service does not answer.|connection refused|pim up"),
        Arguments.of(
            Status.PERMISSION_DENIED.withDescription("no").asRuntimeException(),
            "does not allow this|TEMPORAL_API_KEY"),
        Arguments.of(
            BuildFailure.of(FailureKind.HOST_SETUP, "Temporal knows no namespace 'x'")
                .where("127.0.0.1:7233")
                .why("NOT_FOUND")
                .todo("set TEMPORAL_NAMESPACE")
                .build(),
            "knows no namespace|127.0.0.1:7233|NOT_FOUND|set TEMPORAL_NAMESPACE"),
        Arguments.of(
            new IllegalStateException(new NoSuchFileException("/nowhere")),
            "A file is missing.|/nowhere"),
        Arguments.of(
            new DataConverterException("Refused a payload of workflow web-x86_64"),
            "does not trust|Refused a payload of workflow web-x86_64|same seal.key"),
        Arguments.of(
            new IllegalStateException("odd"),
            "PIM failed unexpectedly.|IllegalStateException: odd|--debug"));
  }

  static Stream<Arguments> checked() {
    return Stream.of(
        Arguments.of("pim.yml", "build: [\n", "pim.yml:2: is not YAML"),
        Arguments.of("pim.yml", "build:\n\tcpus: 2\n", "pim.yml:2: must be indented"),
        Arguments.of("pim.yml", "build:\n  memroy: 2\n", "pim.yml:2: build.memroy: is not a"),
        Arguments.of("pim.yml", "a: 1\n---\nb: 1\n", "pim.yml:3: must hold one YAML document"),
        Arguments.of("pim.yml", "serve:\n  port: 0\n", "pim.yml:2: serve.port: must be a whole"),
        Arguments.of("profiles.d/z.yml", "z: 1\n", "profiles.d/z.yml:1: z: must be the settings"),
        Arguments.of("profiles.d/z.yml", "\n../z: {}\n", "profiles.d/z.yml:2: ../z: cannot be"),
        Arguments.of("profiles.d/z.yml", "z:\n  scripts: [no]\n", "z.scripts[0]: must be a name"),
        Arguments.of("profiles.d/z.yml", "z:\n  scripts: [x]\n", "z.yml:2: z.scripts[0]: there is"),
        Arguments.of("profiles.d/z.yml", "z: {hostname: a_b}\n", "z.yml:1: z.hostname: must be a"),
        Arguments.of("isos.d/z.yml", "z-arm64:\n  url: x\n", "isos.d/z.yml:2: z-arm64.url: must"),
        Arguments.of(
            "targets.d/z.yml", "z:\n  - a\n", "targets.d/z.yml:1: z: must be the settings"),
        Arguments.of(
            "preseeds.d/web.cfg.erb", "\n<%= hostnam %>\n", "preseeds.d/web.cfg.erb:2: uses"),
        Arguments.of(
            "preseeds.d/web.cfg.erb", "<% if %>\n", "preseeds.d/web.cfg.erb:1: Ruby error"));
  }

  @ParameterizedTest
  @MethodSource("checked")
  void checkNamesFileAndLine(String file, String text, String words) {
    Ran ran = new PimHome(root, null).file(file, text).run("config", "check");
    assertEquals(2, ran.status(), ran.out());
    assertTrue(ran.out().contains(words), ran.out());
    assertTrue(ran.err().startsWith("1 problem in "), ran.err());
  }

  /** The Ruby PIM's folders have such remotes, and must continue to work. */
  @Test
  void checkReportsUnusedRemotes() {
    Ran ran =
        new PimHome(root, null)
            .file(
                "pim.yml",
                "build:\n  remotes: {mini: {host: mini.example}}\n  builders: {arm64: mini}\n")
            .run("config", "check");
    assertEquals(0, ran.status(), ran.out() + ran.err());
    assertTrue(ran.err().contains("note: pim.yml:2: build.remotes is not used"), ran.err());
    assertTrue(ran.err().contains("pim.yml:3: build.builders.arm64 is mini, one of"), ran.err());
    assertTrue(ran.err().contains("pim worker list"), ran.err());
  }

  @ParameterizedTest
  @MethodSource("services")
  void exitsWithOneOnFailure(RuntimeException failure, String words) {
    PimHome pim = new PimHome(root, new Broken(failure));
    assertReported(1, words, pim.run("build", "list"));
  }

  @Test
  void showsTheStackOnlyWithDebug() {
    PimHome pim = new PimHome(root, new Broken(new IllegalStateException("odd")));
    Ran ran = pim.run("build", "list", "--debug");
    assertEquals(1, ran.status());
    assertTrue(ran.err().contains("\tat io.pim."), ran.err());
  }

  private static void assertReported(int status, String words, Ran ran) {
    assertEquals(status, ran.status(), ran.err());
    for (String part : List.of(words.split("\\|"))) {
      assertTrue(ran.err().contains(part), "'" + part + "' is not in:\n" + ran.err());
    }
    assertFalse(ran.err().contains("\tat "), "no stack trace:\n" + ran.err());
    assertEquals("", ran.out());
  }
}
