package io.pim.e2e.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.e2e.Said;
import io.pim.e2e.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Debian's package of {@code make dist} on a clean Debian, with everything that apt installs. */
@Tag("long")
class DebianPackageTest {
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final String INSTALL = "apt-get install -y --no-install-recommends ";

  @ParameterizedTest
  @ValueSource(strings = {DebianRoot.DEBIAN_12, DebianRoot.DEBIAN_13})
  void installsBuildsAnImageAndPurges(String codename) throws Exception {
    try (DebianRoot system = DebianRoot.make(codename)) {
      system.put(DistFiles.deb(), "/srv/new.deb");
      system.root(INSTALL + "/srv/new.deb").exits(0);
      NewUser ann = NewUser.on(system, "pim");
      ann.buildsAnImage();

      Said version = system.root("dpkg-query -W -f '${Version}' pim").exits(0);
      ann.pim("--version").exits(0).saying("pim " + version.out() + " (build ");
      // The class archive for all users, made by postinst.
      system.root("ls /usr/lib/pim/current/cds/*.jsa").exits(0);
      ann.pim("--debug config check").saying("/usr/lib/jvm/");
      assertTrue(Files.notExists(ann.home(".cache/pim/cds")), "she needs no archive of her own");
      system.root("test -f /usr/share/man/man1/pim-build-run.1.gz").exits(0);
      system.root("test -f /usr/share/bash-completion/completions/pim").exits(0);
      system.root("test -f /usr/lib/systemd/system/pim-worker.service").exits(0);
      system.root("ls /etc/systemd/system/*/pim-worker.service").exits(2);
      ann.pim("down").exits(0);

      system.root("apt-get remove -y pim").exits(0).notSaying("not empty");
      system.root("apt-get purge -y pim").exits(0);
      assertEquals(
          "",
          system
              .root(
                  "find / -xdev \\( -path /home -o -path /proc -o -path /srv \\) -prune"
                      + " -o \\( -iname 'pim' -o -iname 'pim[-_.]*' -o -iname '_pim' \\) -print")
              .out());
      assertTrue(ann.images().size() == 1, "her image stays");
    }
  }

  /** The worker still has classes to load when dpkg replaces its jars. */
  @Test
  void aBuildSucceedsThroughAnUpgrade() throws Exception {
    try (DebianRoot system = DebianRoot.make(DebianRoot.DEBIAN_12)) {
      system.put(DistFiles.deb(), "/srv/new.deb");
      // An older version with other jars; the new version's jars would not work with it.
      system
          .root(
              "cd /srv && dpkg-deb -R new.deb old && sed -i 's/^Version: .*/Version: 0.0.1/'"
                  + " old/DEBIAN/control && sed -i 's/^..../0000/' old/usr/lib/pim/dist/build-id"
                  + " && dpkg-deb --root-owner-group -Znone -b old old.deb && rm -r old")
          .exits(0);
      system.root(INSTALL + "/srv/old.deb").exits(0);
      NewUser ann = NewUser.on(system, "pim");
      Path script = ann.home("images/scripts.d/base.sh");
      Files.writeString(script, Files.readString(script) + "sleep 20\n");
      ann.pim("build run tiny --detach").exits(0);
      Said before = system.root("readlink -f /usr/lib/pim/current").exits(0);
      Waiting.until(
          LIMIT,
          () -> system.root("grep -qr 'base runs as root' /home/ann/.local/state/pim").exit() == 0,
          () -> true,
          () -> "the script has said nothing");

      system.root(INSTALL + "/srv/new.deb").exits(0);

      Said after = system.root("readlink -f /usr/lib/pim/current").exits(0);
      assertNotEquals(before.out(), after.out());
      system.root("ls " + before.out().strip() + "/lib/pim-cli.jar").exits(0);
      // No command of the new version has replaced the worker: the old one ends the build.
      Waiting.until(LIMIT, () -> ann.images().size() == 1, () -> true, () -> "there is no image");
      Said list = ann.pim("build list -o json").exits(0);
      assertEquals("done", list.json().get(0).get("state").asText());
      ann.pim("up").exits(0);
      ann.pim("down").exits(0);
      // The old version is removed at the next opportunity.
      system.root(
          "dpkg-reconfigure pim || dpkg --configure pim; /var/lib/dpkg/info/pim.postinst configure");
      assertEquals(
          after.out().strip().replaceFirst(".*/", "") + "\n",
          system.root("ls /usr/lib/pim/versions").out());
    }
  }

  /** As Proxmox's own package declares. */
  @Test
  void aProxmoxHostKeepsItsQemu() throws Exception {
    try (DebianRoot system = DebianRoot.make(DebianRoot.DEBIAN_12)) {
      system.put(DistFiles.deb(), "/srv/new.deb");
      Path control = system.at("/srv/pve/DEBIAN/control");
      Files.createDirectories(control.getParent());
      Files.writeString(
          control,
          """
          Package: pve-qemu-kvm
          Version: 9.2.0-5
          Architecture: amd64
          Maintainer: a test <test@pim.example>
          Provides: qemu-system-arm, qemu-system-x86, qemu-utils
          Conflicts: qemu-system-arm, qemu-system-common, qemu-system-x86, qemu-utils
          Description: stands in for Proxmox's QEMU
          """);
      system.root("dpkg-deb -b /srv/pve /srv/pve.deb && dpkg -i /srv/pve.deb").exits(0);
      system
          .root("apt-get install -s /srv/new.deb")
          .exits(0)
          .saying("Inst pim ")
          .notSaying("Remv ")
          .notSaying("Inst qemu-system-x86")
          .notSaying("Inst qemu-utils");
    }
  }
}
