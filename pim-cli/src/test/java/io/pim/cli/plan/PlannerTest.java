package io.pim.cli.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.config.ConfigProblems;
import io.pim.model.json.Json;
import io.pim.model.plan.GuestAccess;
import io.pim.model.plan.IsoSource;
import io.pim.model.plan.Limits;
import io.pim.model.plan.MachineSpec;
import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanContents;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKind;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Firmware;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlannerTest extends PlanningTest {
  private List<String> scriptNames() {
    return plan().plan().scripts().stream().map(PlanStep::name).toList();
  }

  private String message(String profile, Optional<Architecture> architecture) {
    return assertThrows(ConfigProblems.class, () -> plan(profile, architecture)).getMessage();
  }

  @Test
  void listsTheStepsInOrder() {
    folder.file("scripts.d/base.sh", "base\n").file("scripts.d/web.sh", "web\n");
    Plan plan = plan().plan();
    assertEquals(
        List.of(
            "claim",
            "cache",
            "iso",
            "disk",
            "install",
            "boot",
            "ssh",
            "script:base",
            "script:web",
            "finalize",
            "shutdown",
            "flatten",
            "verify",
            "register"),
        plan.steps().stream().map(PlanStep::name).toList());
    assertEquals(
        List.of("claim", "cache", "boot", "ssh", "shutdown", "register"),
        plan.steps().stream().filter(s -> s.key().isEmpty()).map(PlanStep::name).toList());
    assertEquals(plan.only(StepKind.VERIFY).requiredKey(), plan.imageKey());
  }

  @Test
  void resolvesTheProfileForItsArchitecture() {
    folder.file("pim.yml", "build: {memory: 4096, builders: {arm64: local, x86_64: rack1}}\n");
    Plan plan = plan("web", Optional.of(Architecture.ARM64)).plan();
    assertEquals("web", plan.profile());
    assertEquals(
        new MachineSpec(
            Architecture.ARM64, Firmware.UEFI, ByteSize.parse("20G"), ByteSize.parse("4G"), 2),
        plan.machine());
    assertEquals(
        new IsoSource(
            "debian-13.1.0-arm64-netinst",
            "debian-13.1.0-arm64-netinst.iso",
            List.of("https://example.org/debian-13.1.0-arm64-netinst.iso"),
            Digest.of("sha256:" + "1".repeat(64))),
        plan.iso());
    assertEquals(
        new GuestAccess("ops", Duration.ofMinutes(10), Duration.ofSeconds(2)), plan.access());
    assertEquals(
        new Limits(Duration.ofHours(1), Duration.ofHours(1), Duration.ofMinutes(15)),
        plan.limits());
    assertEquals("this-host", plan.builder());
    assertEquals("rack1", plan().plan().builder());
  }

  @Test
  void theLoginOfPimYmlOverridesTheProfiles() {
    folder.file("pim.yml", "build: {ssh: {user: ansible}}\n");
    assertEquals("ansible", plan().plan().access().user());
  }

  @Test
  void theContentsHaveTheTexts() {
    folder
        .file("scripts.d/base.sh", "base\n")
        .file("verifications.d/default.sh", "check\n")
        .file(
            "profiles.d/web.yml", "web: {username: ops, password: s3cret, wifi: {token: abcd}}\n");
    PlanContents contents = plan().contents();
    assertEquals("user ops at " + PlanContents.INSTALL_URL + "\n", contents.preseed());
    assertEquals(Optional.of("echo install\n"), contents.installScript());
    assertEquals(Map.of("script:base", "base\n"), contents.scripts());
    assertEquals(Optional.of("check\n"), contents.verification());
    assertEquals(Optional.of("s3cret"), contents.password());
    assertEquals(List.of("s3cret", "abcd"), contents.secrets());
  }

  @Test
  void thePlanItselfHasNoSecret() throws IOException {
    String json = Json.mapper().writeValueAsString(plan().plan());
    assertFalse(json.contains("s3cret"), json);
    assertEquals(plan().plan(), Json.mapper().readValue(json, Plan.class));
  }

  @Test
  void scriptsRunBaseFirstAndFinalizeLast() {
    folder
        .file("scripts.d/base.sh", "base\n")
        .file("scripts.d/finalize.sh", "finalize\n")
        .file("scripts.d/default.sh", "default\n")
        .file("scripts.d/nginx.sh", "nginx\n")
        .file("scripts.d/php.sh", "php\n");
    assertEquals(
        List.of("script:base", "script:default", "script:finalize"), scriptNames(), "by default");
    folder.globalFile("scripts.d/web.sh", "web\n");
    assertEquals(
        List.of("script:base", "script:web", "script:finalize"),
        scriptNames(),
        "found by its name");
    folder.file("profiles.d/web.yml", "web: {scripts: [php, nginx]}\n");
    assertEquals(
        List.of("script:base", "script:php", "script:nginx", "script:finalize"),
        scriptNames(),
        "as listed");
    folder.file("profiles.d/web.yml", "web: {scripts: [finalize, php, base]}\n");
    assertEquals(
        List.of("script:base", "script:php", "script:finalize"),
        scriptNames(),
        "listed with the others");
    folder.file("profiles.d/web.yml", "web: {scripts: []}\n");
    assertEquals(
        List.of("script:base", "script:finalize"), scriptNames(), "the profile has no script");
  }

  @Test
  void choosesTheArchitecture() {
    assertEquals(
        Architecture.X86_64, plan("web", Optional.empty()).plan().architecture(), "the host's");
    folder.file("profiles.d/web.yml", "web: {architectures: [arm64]}\n");
    assertEquals(
        Architecture.ARM64,
        plan("web", Optional.empty()).plan().architecture(),
        "the only architecture");
    assertEquals(
        "profiles.d/web.yml:1: web.architectures: profile 'web' is not for x86_64; it lists arm64",
        message("web", Optional.of(Architecture.X86_64)));
  }

  @Test
  void offersTheNearestProfile() {
    assertEquals(
        "there is no profile 'wbe'; did you mean web? known: web",
        message("wbe", Optional.empty()));
  }

  @Test
  void reportsEveryObstacle() {
    folder
        .without("preseeds.d/default.cfg.erb")
        .file("profiles.d/web.yml", "web: {scripts: [x], iso_pattern: ubuntu}\n");
    List<String> lines = message("web", Optional.empty()).lines().toList();
    assertEquals(3, lines.size(), lines.toString());
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "profiles.d/web.yml:1: web.iso_pattern: no ISO for x86_64 matches 'ubuntu'"));
    assertTrue(lines.get(1).startsWith("profiles.d/web.yml:1: web.scripts[0]: there is no script"));
    assertTrue(lines.get(2).startsWith("there is no preseed template 'web'"));
  }

  @Test
  void refusesScriptsThatDoNotFitIntoAPayload() {
    StringBuilder noise = new StringBuilder();
    new Random(1).ints(1_500_000, 33, 126).forEach(c -> noise.append((char) c));
    folder.file("scripts.d/base.sh", noise.toString());
    String message = message("web", Optional.empty());
    assertTrue(message.startsWith("the plan's scripts are too large: "), message);
    assertTrue(
        message.endsWith(
            "installs.d/default.sh 13 bytes, scripts.d/base.sh 1500000 bytes); let a script "
                + "download large parts"),
        message);
  }

  /** Small scripts compress to nothing; the list of steps, which everybody may read, does not. */
  @Test
  void refusesMoreScriptsThanFitIntoAPayload() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 4_800; i++) {
      names.add("s" + i + "-".repeat(50));
      folder.file("scripts.d/" + names.get(i) + ".sh", "true\n");
    }
    folder.file("profiles.d/web.yml", "web: {scripts: [" + String.join(", ", names) + "]}\n");
    String message = message("web", Optional.empty());
    assertTrue(message.startsWith("the plan's scripts are too large: "), message);
    assertTrue(message.contains(" for the list of steps, where "), message);
  }

  @Test
  void acceptsLargeScriptsThatCompressWell() {
    folder.file("scripts.d/base.sh", "echo the same again\n".repeat(200_000));
    assertEquals(1, plan().contents().scripts().size());
  }
}
