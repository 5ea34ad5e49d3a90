package io.pim.model.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problems;
import io.pim.model.profile.Targets;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxmoxTargetTest extends TargetsFixture {
  @Test
  void hasDefaults() throws IOException {
    ProxmoxTarget target = (ProxmoxTarget) settings(PROXMOX);
    assertEquals("pve.example.org", target.host());
    assertEquals(8006, target.port());
    assertEquals(List.of("sg1"), target.nodes());
    assertFalse(target.isOnAllNodes());
    assertEquals(Optional.empty(), target.importStorage());
    assertEquals(new VmIdRange(100, 999_999_999), target.vmIds());
    assertEquals("vmbr0", target.bridge());
    assertEquals(ByteSize.parse("2G"), target.memory());
    assertEquals(2, target.cores());
    assertEquals(List.of(), target.tags());
    assertEquals(Optional.empty(), target.format());
    assertEquals(new CertificateCheck.SystemTrust(), target.certificate());
    assertEquals(Optional.empty(), target.ssh());
    assertEquals("~/pim-imports", target.importFolder());
    CommonSettings common = target.common();
    assertEquals(3, common.keep());
    assertFalse(common.trial());
    assertEquals(Duration.ofMinutes(10), common.trialTimeout());
    assertEquals(List.of(Architecture.values()), common.architectures());
    assertEquals("web-x86_64", common.name().of("web", Architecture.X86_64));
  }

  @Test
  void readsEveryField() throws IOException {
    String pair = "0a:";
    ProxmoxTarget target =
        (ProxmoxTarget)
            settings(
                """
                type: proxmox
                name: "{profile}"
                architectures: [amd64]
                keep: 5
                try: true
                try_timeout: 3m
                host: 10.0.0.2
                port: 443
                node: [sg1, sg2]
                storage: ceph
                import_storage: local
                vmid: 9000-9099
                pool: images/pim
                bridge: vmbr1
                vlan: 12
                memory: 4G
                cores: 4
                cpu: x86-64-v2-AES
                tags: [pim, debian]
                format: raw
                token: {id: "pim@pve!deploy", secret: {env: PVE_TOKEN}}
                fingerprint: "%s0a"
                ssh: {user: root, host: 10.0.0.3, port: 2222, key: ~/.ssh/pve}
                import_folder: /var/lib/vz/pim
                """
                    .formatted(pair.repeat(31)));
    assertEquals("/var/lib/vz/pim", target.importFolder());
    assertEquals("web", target.common().name().of("web", Architecture.X86_64));
    assertEquals(List.of(Architecture.X86_64), target.common().architectures());
    assertEquals(5, target.common().keep());
    assertTrue(target.common().trial());
    assertEquals(Duration.ofMinutes(3), target.common().trialTimeout());
    assertEquals(443, target.port());
    assertEquals(List.of("sg1", "sg2"), target.nodes());
    assertEquals(Optional.of("local"), target.importStorage());
    assertEquals(new VmIdRange(9000, 9099), target.vmIds());
    assertEquals(Optional.of("images/pim"), target.pool());
    assertEquals("vmbr1", target.bridge());
    assertEquals(Optional.of(12), target.vlan());
    assertEquals(ByteSize.parse("4G"), target.memory());
    assertEquals(4, target.cores());
    assertEquals(Optional.of("x86-64-v2-AES"), target.cpu());
    assertEquals(List.of("pim", "debian"), target.tags());
    assertEquals(Optional.of(DiskFormat.RAW), target.format());
    assertEquals("pim@pve!deploy=s", target.token("s"));
    assertEquals(
        new CertificateCheck.Pinned(pair.repeat(31).toUpperCase(Locale.ROOT) + "0A"),
        target.certificate());
    assertEquals(
        Optional.of(
            new SshAccess(
                Optional.of("10.0.0.3"),
                2222,
                Optional.of("root"),
                Optional.of("~/.ssh/pve"),
                Optional.empty())),
        target.ssh());
  }

  @Test
  void readsSeveralNodesAndAFirstVmId() throws IOException {
    ProxmoxTarget target =
        (ProxmoxTarget) settings(PROXMOX.replace("sg1", "all") + "vmid: 9000\ninsecure: true\n");
    assertTrue(target.isOnAllNodes());
    assertEquals(new VmIdRange(9000, 999_999_999), target.vmIds());
    assertEquals(new CertificateCheck.Insecure(), target.certificate());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "host|https://pve:8006|must be a host name",
        "port|0|must be a whole number from 1 to 65535",
        "node|'sg_1'|must be the name of a node",
        "storage|local:lvm|must be the id of a storage",
        "vmid|99|must be the first VM id",
        "vmid|9099-9000|must be the first VM id",
        "vlan|4095|must be a whole number",
        "bridge|a b|must be the name of a bridge",
        "memory|32|must be a number of MiB",
        "cores|0|must be a whole number",
        "tags|[Prod]|must be a tag of lowercase letters",
        "format|vmdk|must be qcow2 or raw",
        "fingerprint|ab:cd|must be the SHA-256 fingerprint",
        "insecure|maybe|must be true or false",
        "ca_file|ca.pem|must be an absolute path",
        "keep|0|must be a whole number from 1",
        "try|5|must be true or false",
        "name|../x|must be letters",
        "architectures|[mips]|must be x86_64 or arm64",
        "ssh|{usr: root}|did you mean user?",
        "ssh|{host_key: ssh-ed25519}|must be a complete public key",
        "ssh|{host_key: ssh-ed25519 AAAA}|must be a complete public key",
        "ssh|{host_key: ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAAA}|must be a complete public key",
        "tokn|x|did you mean token?",
      })
  void reportsAWrongValueWithItsPosition(String key, String value, String rule) throws IOException {
    String text = "t:\n" + PROXMOX.indent(2) + "  " + key + ": " + value + "\n";
    // Replaces an existing key.
    text = text.replaceFirst("  " + key + ": (pve|sg1|local)\\S*\n", "");
    List<String> found = problems(text);
    assertEquals(1, found.size(), found.toString());
    assertTrue(found.get(0).contains(rule), found.get(0));
    assertTrue(found.get(0).matches("targets\\.d/t\\.yml:\\d+: t\\." + key + ".*"), found.get(0));
  }

  @Test
  void refusesTwoWaysToCheckACertificate() throws IOException {
    List<String> found =
        problems("t:\n" + (PROXMOX + "ca_file: /ca.pem\ninsecure: true\n").indent(2));
    assertEquals(
        List.of(
            "targets.d/t.yml:7: t.insecure: cannot be set beside ca_file: both say how the"
                + " certificate is checked"),
        found);
  }

  @Test
  void acceptsTheExampleOfTheRubyPim() {
    Path example = Path.of("..", "examples", "ruby-pim").toAbsolutePath().normalize();
    Problems problems = new Problems();
    Targets targets = Targets.read(new ConfigFolders(example, global), problems);
    targets.check(problems);
    assertEquals(List.of(), problems.list());
    ProxmoxTarget target = (ProxmoxTarget) targets.get("proxmox-sg").settings();
    assertEquals("proxmox-sg.lab.local", target.host());
    assertEquals(new VmIdRange(9000, 999_999_999), target.vmIds());
    assertEquals(Optional.of(DiskFormat.QCOW2), target.format());
  }
}
