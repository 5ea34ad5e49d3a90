package io.pim.cli.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.erb.ErbRenderer;
import io.pim.cli.erb.RealRuby;
import io.pim.cli.erb.TemplateRenderer;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.Origin;
import io.pim.model.config.Problems;
import io.pim.model.iso.IsoCatalog;
import io.pim.model.plan.PlanContents;
import io.pim.model.profile.ConfigFile;
import io.pim.model.profile.ConfigFiles;
import io.pim.model.profile.FileKind;
import io.pim.model.profile.Profile;
import io.pim.model.profile.Profiles;
import io.pim.model.unit.Architecture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The folders in examples/ work unchanged. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();

  @TempDir Path empty;

  private ConfigFolders folder(String name) {
    return new ConfigFolders(EXAMPLES.resolve(name), empty);
  }

  private static Map<String, Object> variables(Profile profile) {
    Map<String, Object> variables = profile.variables();
    variables.put("install_url", PlanContents.INSTALL_URL);
    return variables;
  }

  private static ConfigFile preseed(ConfigFolders folders, Profile profile) {
    return new ConfigFiles(folders).find(FileKind.PRESEED, profile.name()).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"small", "ruby-pim"})
  void hasNoProblem(String name) {
    TemplateRenderer renderer = new ErbRenderer();
    assertEquals(List.of(), ConfigCheck.run(folder(name), renderer));
  }

  @ParameterizedTest
  @ValueSource(strings = {"small", "ruby-pim"})
  void rendersAsRubyDoes(String name) throws IOException, InterruptedException {
    Profiles profiles = Profiles.read(folder(name), new Problems());
    for (String each : profiles.choices()) {
      Profile profile = profiles.get(each);
      ConfigFile template = preseed(folder(name), profile);
      assertEquals(
          RealRuby.render(empty, template.text(), template.shown(), variables(profile)),
          new ErbRenderer().render(template, variables(profile), profile.secrets()).text(),
          each);
    }
  }

  /** A second plan starts no Ruby: PIM keeps the examples' renderings. */
  @ParameterizedTest
  @ValueSource(strings = {"small", "ruby-pim"})
  void keepsTheRendering(String name) {
    Profiles profiles = Profiles.read(folder(name), new Problems());
    Profile profile = profiles.get(profiles.choices().get(0));
    assertTrue(
        new ErbRenderer()
            .render(preseed(folder(name), profile), variables(profile), List.of())
            .lasting());
  }

  @Test
  void readsTheRubyFolderAsBefore() {
    ConfigFolders folders = folder("ruby-pim");
    Profiles profiles = Profiles.read(folders, new Problems());
    IsoCatalog catalog = IsoCatalog.read(folders, new Problems());
    assertEquals(List.of("desktop", "developer", "k8s-node", "oldstable"), profiles.choices());
    assertEquals(
        "ansible", profiles.get("k8s-node").username(), "a null keeps the inherited value");
    assertEquals(
        "debian-12.11.0-arm64-netinst",
        catalog.choose(profiles.get("oldstable").isoPattern(), Architecture.ARM64).key());
    assertEquals(
        "debian-13.1.0-amd64-netinst",
        catalog.choose(profiles.get("desktop").isoPattern(), Architecture.X86_64).key());
    String preseed =
        new ErbRenderer()
            .render(
                preseed(folders, profiles.get("k8s-node")),
                variables(profiles.get("k8s-node")),
                List.of())
            .text();
    assertTrue(preseed.startsWith("# Preseed for k8s-node.local\n"), preseed);
    assertTrue(preseed.contains("\nd-i passwd/user-password-again password changeme\n"));
    assertTrue(preseed.contains("\nd-i clock-setup/ntp-server string 0.debian.pool.ntp.org\n"));
    assertTrue(preseed.contains("\nd-i partman-auto-lvm/new_vg_name string k8s_node\n"));
    assertTrue(
        preseed.contains(
            "string \\\n  echo 'net.ipv4.ip_forward=1' >> /target/etc/sysctl.d/90-pim.conf; \\\n"));
  }

  /** The texts after || in the template equal the defaults of the profile's accessors. */
  @Test
  void theSmallPreseedHasTheDefaultsOfTheFields() {
    Profile bare = new Profile("bare", ConfigMap.empty("none"));
    Origin nowhere = new Origin("none", 0, "");
    assertEquals(nowhere, bare.settings().origin());
    String preseed =
        new ErbRenderer().render(preseed(folder("small"), bare), variables(bare), List.of()).text();
    for (String answer :
        List.of(
            "debian-installer/locale string " + bare.locale(),
            "keyboard-configuration/xkb-keymap select " + bare.keyboard(),
            "netcfg/get_hostname string " + bare.hostname(),
            "netcfg/get_domain string " + bare.domain(),
            "mirror/http/hostname string " + bare.mirrorHost(),
            "mirror/http/directory string " + bare.mirrorPath(),
            "mirror/http/proxy string " + bare.httpProxy(),
            "passwd/user-fullname string " + bare.fullname(),
            "passwd/username string " + bare.username(),
            "passwd/user-password-crypted password !",
            "time/zone string " + bare.timezone(),
            "partman-auto/method string " + bare.partitioningMethod(),
            "partman-auto/choose_recipe select " + bare.partitioningRecipe(),
            "pkgsel/include string " + String.join(" ", bare.packages()),
            "grub-installer/bootdev string " + bare.grubDevice(),
            "debian-installer/exit/poweroff boolean true")) {
      assertTrue(preseed.contains("\nd-i " + answer + "\n"), answer + "\n" + preseed);
    }
    assertTrue(preseed.contains("\ntasksel tasksel/first multiselect standard\n"));
    assertTrue(
        preseed.contains(
            "\nd-i preseed/late_command string wget -qO /target/root/install.sh "
                + PlanContents.INSTALL_URL
                + " && in-target sh /root/install.sh "
                + PlanContents.INSTALL_URL
                + " \n"));
  }
}
