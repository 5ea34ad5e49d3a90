package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A person's first day: one image from the tiny ISO, then the effects of edits. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TinyBuildTest {
  private static final List<String> SECRETS = List.of("tester-secret-1", "root-secret-1");

  private static final Duration LIMIT = Duration.ofMinutes(10);

  private PimUser user;
  private int passed;
  private String firstImage;

  @BeforeAll
  void move() throws Exception {
    user = PimUser.withTiny();
  }

  @AfterAll
  void leave() throws Exception {
    if (passed == 10) {
      user.isSatisfied();
    }
    user.close();
  }

  private static String state(JsonNode build, String step) {
    return StreamSupport.stream(build.get("steps").spliterator(), false)
        .filter(s -> s.get("name").asText().equals(step))
        .findFirst()
        .orElseThrow()
        .get("state")
        .asText();
  }

  @Test
  @Order(1)
  void plansWithoutAServer() throws Exception {
    user.pim("build", "run", "tiny", "--dry-run")
        .exits(0)
        .saying("install", "script:base", "script:app", "to do");
    user.pim("status").saying("down");
    passed++;
  }

  @Test
  @Order(2)
  void buildsAnImageOnAMachineWithoutSetup() throws Exception {
    user.pim("build", "run", "tiny")
        .exits(0)
        .saying("Temporal server started", "Worker started", "verify done", "image tiny-x86_64-");

    JsonNode image = user.pim("image", "list", "-o", "json").exits(0).json().get(0);
    Path file = Path.of(image.get("path").asText());
    assertEquals(image.get("sha256").asText(), Sha256.ofFile(file).hex());
    assertEquals(image.get("size").asLong(), Files.size(file));
    assertEquals("bios", image.get("firmware").asText());
    firstImage = image.get("name").asText();
    JsonNode build = user.pim("build", "show", "tiny", "-o", "json").exits(0).json();
    assertEquals("done", build.get("state").asText());
    String log = user.log(user.newestBuild());
    assertTrue(log.contains("the scripts ran once each, in order"), log);
    assertTrue(log.contains("accelerator:"), "the build reports the accelerator, and why");
    user.requireNothingLeft(user.newestBuild());
    passed++;
  }

  @Test
  @Order(3)
  void keepsSecretsOutOfHistoryAndLogs() throws Exception {
    String build = user.newestBuild();
    String history = History.ofNewest(user, "tiny-x86_64");
    assertTrue(history.contains("script:app"), "the plan can be read in the history");
    for (String secret : SECRETS) {
      assertFalse(history.contains(secret), "a secret is in the history");
      try (var files = Files.walk(user.builds().resolve(build))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String text = Files.readString(file, StandardCharsets.ISO_8859_1);
          assertFalse(text.contains(secret), "a secret is in " + file);
        }
      }
    }
    passed++;
  }

  @Test
  @Order(4)
  void doesNothingTheSecondTime() throws Exception {
    user.pim("build", "run", "tiny").exits(0).saying("nothing to do", firstImage);
    user.pim("build", "run", "tiny", "--dry-run").exits(0).saying("nothing to do", firstImage);
    passed++;
  }

  @Test
  @Order(5)
  void runsOnlyTheStepsThatAnEditChanges() throws Exception {
    user.write("scripts.d/app.sh", user.read("scripts.d/app.sh") + "echo edited\n");

    user.pim("build", "run", "tiny").exits(0).saying("image tiny-x86_64-");

    JsonNode build = user.pim("build", "show", "tiny", "-o", "json").exits(0).json();
    assertEquals("skipped", state(build, "iso"));
    assertEquals("cached", state(build, "install"));
    assertEquals("cached", state(build, "script:base"));
    assertEquals("done", state(build, "script:app"));
    String log = user.log(user.newestBuild());
    assertTrue(log.contains("edited") && !log.contains("base runs"), log);
    user.requireNothingLeft(user.newestBuild());
    passed++;
  }

  @Test
  @Order(6)
  void repeatsEverythingIfForced() throws Exception {
    user.pim("build", "run", "tiny", "--force").exits(0).saying("image tiny-x86_64-");

    JsonNode build = user.pim("build", "show", "tiny", "-o", "json").exits(0).json();
    assertEquals("done", state(build, "install"));
    JsonNode newest = user.pim("image", "show", "tiny", "-o", "json").exits(0).json().get("image");
    assertNotEquals(firstImage, newest.get("name").asText());
    assertEquals(user.newestBuild(), newest.get("name").asText());
    passed++;
  }

  /** {@link VmTest} covers several starts. */
  @Test
  @Order(7)
  void runsAVmOfTheImage() throws Exception {
    VmVisit visit = new VmVisit(user);
    try {
      visit.runsInTheBackground();
      visit.isReachableOnAPort();
      visit.copiesFilesInBothDirections();
      visit.keepsItsImage();
      visit.hasAConsole();
      visit.isReportedDead();
      visit.leavesNothing();
      passed++;
    } finally {
      user.pim("vm", "rm", "--force", "web");
    }
  }

  @Test
  @Order(8)
  void verifiesTheImageAgainAndAForeignOne() throws Exception {
    String name = user.newestBuild();
    JsonNode verdict = user.pim("image", "verify", name, "-o", "json").exits(0).json();
    assertTrue(verdict.get("sound").asBoolean());
    assertEquals("boot", verdict.get("findings").get(2).get("check").asText());
    assertEquals("passed", verdict.get("findings").get(2).get("outcome").asText());

    Path raw = user.home().resolve("tiny.raw");
    user.pim("image", "export", name, "--format", "raw", "--to", raw.toString()).exits(0);
    user.pim("image", "import", raw.toString(), "--profile", "other", "--arch", "x86_64").exits(0);
    user.pim("image", "verify", "other", "--no-boot").exits(0).saying("file is intact");
    assertEquals(List.of(), user.processesNaming(name + "-verify"));
    try (var left = Files.list(user.cache().resolve("work"))) {
      assertEquals(List.of(), left.toList());
    }
    passed++;
  }

  @Test
  @Order(9)
  void writesFilesBeforeTheScripts() throws Exception {
    user.write("files.d/tiny/etc/motd", "laid\n");
    user.write("files.d/tiny/usr/local/bin/hello", "#!/bin/sh\necho hello from a file\n");
    user.write("files.d/tiny.yml", "usr/local/bin/hello: {mode: \"0755\"}\n");
    Files.createSymbolicLink(user.folder().resolve("files.d/tiny/etc/link"), Path.of("motd"));
    user.write(
        "scripts.d/app.sh",
        """
        set -eu
        [ "$(cat /etc/link)" = laid ]
        [ -L /etc/link ]
        /usr/local/bin/hello
        echo app >>/etc/pim-scripts-run
        """);

    user.pim("build", "run", "tiny").exits(0).saying("files done", "image tiny-x86_64-");

    JsonNode build = user.pim("build", "show", "tiny", "-o", "json").exits(0).json();
    assertEquals("cached", state(build, "install"));
    assertEquals("done", state(build, "files"));
    String log = user.log(user.newestBuild());
    assertTrue(log.contains("hello from a file"), log);
    assertTrue(log.contains("the scripts ran once each, in order"), log);
    user.requireNothingLeft(user.newestBuild());
    passed++;
  }

  /** The worker is killed when the script has requested its reboot. */
  @Test
  @Order(10)
  void rebootsTheGuestWhenAScriptRequestsIt() throws Exception {
    user.write(
        "scripts.d/app.sh",
        """
        set -eu
        boot=$(cat /proc/sys/kernel/random/boot_id)
        if [ "$PIM_REBOOTS" = 0 ]; then
          echo "$boot" >/etc/boot-before
          exit 194
        fi
        [ "$boot" != "$(cat /etc/boot-before)" ]
        rm /etc/boot-before
        echo app >>/etc/pim-scripts-run
        echo "after $PIM_REBOOTS reboot"
        """);
    Path out = user.home().resolve("reboot.out");
    Path err = user.home().resolve("reboot.err");
    Process run = user.start(out, err, "build", "run", "tiny");
    Waiting.until(LIMIT, () -> log().contains("asks for a reboot"), run::isAlive, this::log);
    JsonNode worker = new ObjectMapper().readTree(user.service().resolve("worker.json").toFile());
    assertTrue(
        ProcessHandle.of(worker.at("/process/pid").asLong()).orElseThrow().destroyForcibly());

    assertTrue(run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), this::log);
    assertEquals(0, run.exitValue(), this::log);
    JsonNode build = user.pim("build", "show", "tiny", "-o", "json").exits(0).json();
    assertEquals("cached", state(build, "install"));
    assertTrue(log().contains("the guest is back after its reboot"), log());
    assertTrue(log().contains("after 1 reboot"), log());
    assertTrue(log().contains("the scripts ran once each, in order"), log());
    user.requireNothingLeft(user.newestBuild());
    passed++;
  }

  /** The log of the newest build, without a query to the service; empty until there is one. */
  private String log() {
    try (var builds = Files.list(user.builds())) {
      Path newest = builds.max(Comparator.naturalOrder()).orElseThrow().resolve("build.log");
      return Files.exists(newest) ? Files.readString(newest) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
