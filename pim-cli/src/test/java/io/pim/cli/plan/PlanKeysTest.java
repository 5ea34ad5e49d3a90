package io.pim.cli.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.pim.model.plan.Plan;
import io.pim.model.plan.PlanStep;
import io.pim.model.plan.StepKind;
import io.pim.model.profile.FieldChanges;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Sha256;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes each input in turn; exactly the right keys change. */
class PlanKeysTest extends PlanningTest {
  private static final String PROFILE =
      """
      web:
        username: ops
        password: s3cret
        hostname: web1
        build: {disk_size: 20G, memory: 2048}
        scripts: [nginx]
      """;

  @BeforeEach
  void fillFolder() {
    folder
        .file("profiles.d/web.yml", PROFILE)
        .file("scripts.d/base.sh", "base\n")
        .file("scripts.d/nginx.sh", "nginx\n")
        .file("verifications.d/web.sh", "check\n");
  }

  /** The name of the first step whose key changes; all later keys must change, too. */
  private String firstChange(Runnable change) {
    Plan before = plan().plan();
    change.run();
    return firstChange(before, plan().plan());
  }

  private static String firstChange(Plan before, Plan after) {
    List<PlanStep> old = before.steps().stream().filter(s -> s.key().isPresent()).toList();
    List<PlanStep> now = after.steps().stream().filter(s -> s.key().isPresent()).toList();
    String first = "none";
    for (int i = 0; i < Math.min(old.size(), now.size()); i++) {
      boolean same = old.get(i).key().equals(now.get(i).key());
      if (!same && first.equals("none")) {
        first = now.get(i).name();
      }
      assertEquals(first.equals("none"), same, now.get(i).name() + " behind " + first);
    }
    assertEquals(first.equals("none"), before.imageKey().equals(after.imageKey()));
    return first;
  }

  private void profile(String old, String now) {
    String changed = PROFILE.replace(old, now);
    assertEquals(old.equals(now), changed.equals(PROFILE));
    folder.file("profiles.d/web.yml", changed);
  }

  @Test
  void keepsAllKeysWithoutAChange() {
    assertEquals("none", firstChange(() -> {}));
  }

  /** A field that is set for a plan is the same input as that field in the file. */
  @Test
  void aFieldThatIsSetForThePlan() {
    Plan before = plan().plan();
    Plan set = planWith(Map.of("hostname", "db1", "build.memory", "4G"));
    profile(
        "hostname: web1\n  build: {disk_size: 20G, memory: 2048}",
        "hostname: db1\n  build: {disk_size: 20G, memory: 4G}");
    assertEquals("install", firstChange(before, set));
    assertEquals(plan().plan(), set);
  }

  @Test
  void aFieldThatIsSetToItsOwnValue() {
    Plan before = plan().plan();
    assertEquals("none", firstChange(before, planWith(Map.of("hostname", "web1"))));
    assertEquals("none", firstChange(before, planWith(Map.of("build.cpus", "7"))));
  }

  private Plan planWith(Map<String, String> fields) {
    return planner().plan("web", Optional.of(Architecture.X86_64), new FieldChanges(fields)).plan();
  }

  @Test
  void aCommentInYaml() {
    assertEquals(
        "none",
        firstChange(() -> profile("  username: ops", "  # who\n\n  username:   'ops' # he")));
  }

  @Test
  void anIso() {
    assertEquals(
        "iso",
        firstChange(
            () ->
                folder.file(
                    "isos.d/debian.yml",
                    """
                    debian-13.1.0-amd64-netinst:
                      url: https://example.org/debian-13.1.0-amd64-netinst.iso
                      checksum: sha256:%s
                    """
                        .formatted("2".repeat(64)))));
  }

  @Test
  void theSourceOfTheSameIso() {
    assertEquals(
        "none",
        firstChange(
            () ->
                folder.file(
                    "isos.d/debian.yml",
                    """
                    debian-13.2.0-amd64-netinst:
                      url: https://example.net/renamed.iso
                      checksum: sha256:%s
                    """
                        .formatted(Folder.ZEROS))));
  }

  @Test
  void theDisk() {
    assertEquals("disk", firstChange(() -> profile("20G", "21G")));
  }

  @Test
  void theSameSizesInOtherUnits() {
    assertEquals("none", firstChange(() -> profile("20G, memory: 2048", "20480M, memory: 2G")));
  }

  @Test
  void memory() {
    assertEquals("install", firstChange(() -> profile("2048", "4096")));
  }

  @Test
  void firmware() {
    assertEquals("install", firstChange(() -> profile("2048}", "2048, firmware: uefi}")));
  }

  @Test
  void aFieldThatThePreseedUses() {
    assertEquals("install", firstChange(() -> profile("ops", "admin")));
  }

  @Test
  void aFieldThatThePreseedDoesNotUse() {
    assertEquals("none", firstChange(() -> profile("s3cret", "other")));
  }

  @Test
  void theHostNameOnTheKernelCommandLine() {
    assertEquals("install", firstChange(() -> profile("web1", "web2")));
  }

  @Test
  void thePreseedTemplate() {
    assertEquals(
        "install", firstChange(() -> folder.file("preseeds.d/default.cfg.erb", "user ops\n")));
  }

  @Test
  void theInstallScript() {
    assertEquals("install", firstChange(() -> folder.file("installs.d/default.sh", "echo\n")));
  }

  @Test
  void scripts() {
    assertEquals("script:base", firstChange(() -> folder.file("scripts.d/base.sh", "more\n")));
    assertEquals("script:nginx", firstChange(() -> folder.file("scripts.d/nginx.sh", "more\n")));
  }

  @Test
  void anAdditionalScript() {
    assertEquals(
        "script:finalize", firstChange(() -> folder.file("scripts.d/finalize.sh", "last\n")));
  }

  @Test
  void theNameOfAScript() {
    assertEquals(
        "none",
        firstChange(
            () -> {
              folder.file("scripts.d/httpd.sh", "nginx\n");
              profile("[nginx]", "[httpd]");
            }));
  }

  @Test
  void theFinalizeStep() {
    assertEquals("finalize", firstChange(() -> finalizeScript = "clean up more\n"));
  }

  @Test
  void theVerification() {
    assertEquals("verify", firstChange(() -> folder.file("verifications.d/web.sh", "more\n")));
    assertEquals("verify", firstChange(() -> folder.without("verifications.d/web.sh")));
  }

  /** Another image, from the same layers. */
  @Test
  void theCompression() {
    assertEquals(Compression.ZSTD, plan().plan().compression());
    assertEquals(
        "flatten",
        firstChange(
            () -> profile("scripts: [nginx]", "scripts: [nginx]\n  image: {compression: zlib}")));
    assertEquals(Compression.ZLIB, plan().plan().compression());
    assertEquals(
        "none",
        firstChange(() -> folder.file("pim.yml", "image: {compression: none}\n")),
        "the profile's own value is used");
    assertEquals("flatten", firstChange(() -> folder.file("profiles.d/web.yml", PROFILE)));
    assertEquals(Compression.NONE, plan().plan().compression());
  }

  @Test
  void keepsKeysForSettingsThatChangeNoDisk() {
    assertEquals(
        "none",
        firstChange(
            () ->
                folder.file(
                    "pim.yml",
                    """
                    build:
                      cpus: 8
                      install_timeout: 3h
                      script_timeout: 3h
                      stall_timeout: 3h
                      host_timeout: 1m
                      ssh: {user: root, timeout: 1h, poll_interval: 9}
                      builders: {x86_64: local}
                    """)));
  }

  @Test
  void theArchitecture() {
    folder.file(
        "isos.d/debian.yml",
        """
        debian-13-amd64-netinst: {url: 'https://example.org/d.iso', checksum: 'sha256:%s'}
        debian-13-arm64-netinst: {url: 'https://example.org/d.iso', checksum: 'sha256:%s'}
        """
            .formatted(Folder.ZEROS, Folder.ZEROS));
    assertEquals(
        "install", firstChange(plan().plan(), plan("web", Optional.of(Architecture.ARM64)).plan()));
  }

  @Test
  void profilesWithTheSameFirstStepsShareLayers() {
    folder.file(
        "profiles.d/mail.yml", PROFILE.replace("web:", "mail:").replace("[nginx]", "[php]"));
    folder.file("scripts.d/php.sh", "php\n");
    assertEquals(
        "script:php",
        firstChange(plan().plan(), plan("mail", Optional.of(Architecture.X86_64)).plan()));
  }

  @Test
  void hasNoPlainDigestOfATextThatMayContainASecret() {
    folder.file("preseeds.d/web.cfg.erb", "d-i passwd/user-password password hunter2\n");
    String plain = Sha256.ofText("d-i passwd/user-password password hunter2\n").hex();
    PlanStep install = plan().plan().only(StepKind.INSTALL);
    assertEquals(
        sealer().fingerprint(plan().contents().preseed()).hex(), install.inputs().get("preseed"));
    assertNotEquals(plain, install.inputs().get("preseed"));
  }
}
