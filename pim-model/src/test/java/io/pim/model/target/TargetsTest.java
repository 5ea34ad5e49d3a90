package io.pim.model.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.profile.Targets;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
  @TempDir Path project;
  @TempDir Path global;

  private void write(Path folder, String text) throws IOException {
    Files.createDirectories(folder.resolve("targets.d"));
    Files.writeString(folder.resolve("targets.d/t.yml"), text);
  }

  private Targets targets() {
    Problems problems = new Problems();
    Targets targets = Targets.read(new ConfigFolders(project, global), problems);
    problems.throwIfAny();
    return targets;
  }

  private TargetSettings settings(String text) throws IOException {
    write(project, "t:\n" + text.indent(2));
    return targets().get("t").settings();
  }

  private List<String> problems(String text) throws IOException {
    write(project, text);
    Problems problems = new Problems();
    targets().check(problems);
    return problems.list().stream().map(Problem::toString).toList();
  }

  private static final String PROXMOX =
      """
      type: proxmox
      host: pve.example.org
      node: sg1
      storage: local-lvm
      """;

  @Test
  void theDefaultsOfProxmox() throws IOException {
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
  void everyFieldOfProxmox() throws IOException {
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
  void allNodesAndAFirstVmId() throws IOException {
    ProxmoxTarget target =
        (ProxmoxTarget) settings(PROXMOX.replace("sg1", "all") + "vmid: 9000\ninsecure: true\n");
    assertTrue(target.isOnAllNodes());
    assertEquals(new VmIdRange(9000, 999_999_999), target.vmIds());
    assertEquals(new CertificateCheck.Insecure(), target.certificate());
  }

  @Test
  void everyFieldOfAws() throws IOException {
    AwsTarget usual = (AwsTarget) settings("type: aws\nregion: eu-central-1\n");
    assertEquals(AwsTarget.Method.EBS, usual.method());
    assertEquals(List.of(), usual.copyTo());
    assertEquals("vmimport", usual.role());
    assertFalse(usual.isPublic());
    assertFalse(usual.encrypted());
    assertEquals(Map.of(), usual.tags());
    AwsTarget target =
        (AwsTarget)
            settings(
                """
                type: aws
                region: us-gov-west-1
                copy_to: [eu-west-1, us-east-2]
                profile: builds
                method: s3
                bucket: my.images
                role: import-role
                launch_permissions: [012345678901, "arn:aws:organizations::123456789012:ou/o-a/ou-b"]
                kms_key: alias/images
                tags: {team: web, cost: 12}
                endpoint: http://127.0.0.1:4566
                """);
    assertEquals(List.of("eu-west-1", "us-east-2"), target.copyTo());
    assertEquals(Optional.of("builds"), target.profile());
    assertEquals(AwsTarget.Method.S3, target.method());
    assertEquals(Optional.of("my.images"), target.bucket());
    assertEquals("import-role", target.role());
    assertEquals("012345678901", target.launchPermissions().get(0));
    assertTrue(target.encrypted());
    assertEquals(Map.of("team", "web", "cost", "12"), target.tags());
    assertEquals(Optional.of("http://127.0.0.1:4566"), target.endpoint());
  }

  @Test
  void everyFieldOfTheOthers() throws IOException {
    UtmTarget utm =
        (UtmTarget) settings("type: utm\ndir: ~/UTM\nopen: true\nnetwork: bridged\ncores: 4\n");
    assertEquals("~/UTM", utm.dir());
    assertTrue(utm.open());
    assertEquals(UtmTarget.Network.BRIDGED, utm.network());
    assertEquals(4, utm.cores());
    DirectoryTarget directory =
        (DirectoryTarget) settings("type: directory\npath: /srv\nssh: {host: nas, user: pim}\n");
    assertEquals("/srv", directory.path());
    assertEquals(DiskFormat.QCOW2, directory.format());
    assertEquals(22, directory.ssh().orElseThrow().port());
    LibvirtTarget libvirt = (LibvirtTarget) settings("type: libvirt\ndomain: true\n");
    assertEquals("qemu:///system", libvirt.uri());
    assertEquals("default", libvirt.pool());
    assertTrue(libvirt.domain());
    OciTarget oci =
        (OciTarget)
            settings(
                """
                type: oci
                repository: localhost:5000/team/images
                plain_http: true
                ca_file: ~/ca.pem
                login: {username: pim, password: {file: ~/.oci}}
                containerdisk: true
                """);
    assertEquals("localhost:5000/team/images", oci.repository());
    assertTrue(oci.plainHttp());
    assertEquals(new CertificateCheck.CaFile("~/ca.pem"), oci.certificate());
    assertTrue(oci.containerDisk());
    assertEquals(Optional.of("pim"), oci.username());
  }

  @Test
  void aUtmMachineMayHaveASeed() throws IOException {
    String seed = "cloud_init: {user: ada, authorized_keys: [ssh-rsa AAAA me]}\n";
    UtmTarget utm = (UtmTarget) settings("type: utm\ndir: /x\n" + seed);
    assertEquals(
        Optional.of(new CloudInitSettings(Optional.of("ada"), List.of("ssh-rsa AAAA me"))),
        utm.cloudInit());
    assertTrue(
        problems("t: {type: utm, dir: /x, cloud_init: {user: ada}}\n")
            .get(0)
            .contains("needs authorized_keys"));
    assertTrue(
        problems("t: {type: utm, dir: /x, cloud_init: {authorized_keys: [secret]}}\n")
            .get(0)
            .contains("must be a public key"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "qemu+ssh://pim@lab.example.org:2222/system?keyfile=/k&known_hosts=/h",
        "qemu+unix:///session?socket=/run/x",
        "qemu:///session"
      })
  void aConnectionOfLibvirt(String uri) throws IOException {
    LibvirtTarget libvirt = (LibvirtTarget) settings("type: libvirt\nuri: '" + uri + "'\n");
    assertEquals(uri, libvirt.uri());
  }

  /** Programs to run, options of ssh, passwords, and other hypervisors. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "qemu+ssh://host/system?command=/tmp/x",
        "qemu+ssh://host/system?keyfile=/k&netcat=/tmp/x",
        "qemu+ssh://host/system?no_verify=1",
        "qemu+ext:///system?command=/tmp/x",
        "qemu+ssh://-oProxyCommand=x/system",
        "qemu+ssh://-x@host/system",
        "qemu+tls://user:password@host/system",
        "lxc:///system"
      })
  void anotherConnectionIsRefused(String uri) throws IOException {
    List<String> found = problems("t:\n  type: libvirt\n  uri: '" + uri + "'\n");
    assertEquals(1, found.size(), found.toString());
    assertTrue(found.get(0).contains("must be a libvirt URI"), found.get(0));
  }

  @ParameterizedTest
  @EnumSource(TargetType.class)
  void aPlanHasTheSettingsWithoutSecretsAndReadsTheSame(TargetType type) throws IOException {
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
  void whereTheSecretsAre() throws IOException {
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
  void aSecretInClearIsWarnedOfOnceWithItsPlace() throws IOException {
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
  void aCommandOfAProjectIsRefused() throws IOException {
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

  @Test
  void anUnknownTypeIsRefusedWithTheNearestName() throws IOException {
    assertEquals(
        List.of(
            "targets.d/t.yml:2: t.type: must be a type of target, but is \"proxmos\";"
                + " did you mean proxmox? known: proxmox, aws, utm, directory, libvirt, oci"),
        problems("t:\n  type: proxmos\n  host: x\n"));
    assertEquals(
        List.of(
            "targets.d/t.yml:1: t: needs type: what the target is;"
                + " known: proxmox, aws, utm, directory, libvirt, oci"),
        problems("t:\n  host: x\n"));
  }

  @Test
  void everyMissingFieldIsNamed() throws IOException {
    assertEquals(
        3, problems("t: {type: proxmox}\n").stream().filter(p -> p.contains(": needs ")).count());
    assertTrue(problems("t: {type: aws}\n").get(0).contains("needs region"));
    assertTrue(
        problems("t: {type: aws, region: eu-west-1, method: s3}\n")
            .get(0)
            .contains("needs bucket"));
    assertTrue(problems("t: {type: utm}\n").get(0).contains("needs dir"));
    assertTrue(problems("t: {type: directory}\n").get(0).contains("needs path"));
    assertTrue(problems("t: {type: oci}\n").get(0).contains("needs repository"));
    assertEquals(List.of(), problems("t: {type: libvirt}\n"));
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
        "tags|[Prod]|must be a tag of small letters",
        "format|vmdk|must be qcow2 or raw",
        "fingerprint|ab:cd|must be the SHA-256 fingerprint",
        "insecure|maybe|must be true or false",
        "ca_file|ca.pem|must be an absolute path",
        "keep|0|must be a whole number from 1",
        "try|5|must be true or false",
        "name|../x|must be letters",
        "architectures|[mips]|must be x86_64 or arm64",
        "ssh|{usr: root}|did you mean user?",
        "ssh|{host_key: ssh-ed25519}|must be a whole public key",
        "ssh|{host_key: ssh-ed25519 AAAA}|must be a whole public key",
        "ssh|{host_key: ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAAA}|must be a whole public key",
        "tokn|x|did you mean token?",
      })
  void aWrongValueIsReportedWithItsPlace(String key, String value, String rule) throws IOException {
    String text = "t:\n" + PROXMOX.indent(2) + "  " + key + ": " + value + "\n";
    // A key that is there already gives way.
    text = text.replaceFirst("  " + key + ": (pve|sg1|local)\\S*\n", "");
    List<String> found = problems(text);
    assertEquals(1, found.size(), found.toString());
    assertTrue(found.get(0).contains(rule), found.get(0));
    assertTrue(found.get(0).matches("targets\\.d/t\\.yml:\\d+: t\\." + key + ".*"), found.get(0));
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
  void aWrongSecretIsReportedAndNotShown(String token, String rule) throws IOException {
    List<String> found = problems("t:\n" + PROXMOX.indent(2) + "  token: " + token + "\n");
    assertEquals(1, found.size(), found.toString());
    assertTrue(found.get(0).contains(rule), found.get(0));
    assertFalse(found.get(0).contains("abc"), found.get(0));
    assertTrue(found.get(0).startsWith("targets.d/t.yml:6: t.token"), found.get(0));
  }

  @Test
  void twoWaysToCheckACertificateContradictEachOther() throws IOException {
    List<String> found =
        problems("t:\n" + (PROXMOX + "ca_file: /ca.pem\ninsecure: true\n").indent(2));
    assertEquals(
        List.of(
            "targets.d/t.yml:7: t.insecure: cannot be set beside ca_file: both say how the"
                + " certificate is checked"),
        found);
  }

  @Test
  void aDefaultMayHaveFieldsThatSomeTypesLack() throws IOException {
    assertEquals(
        List.of(),
        problems(
            """
            default: {format: qcow2, keep: 2}
            a: {type: aws, region: eu-west-1}
            d: {type: directory, path: /srv}
            """));
    assertEquals(2, targets().get("a").settings().common().keep());
    assertEquals(List.of("a", "d"), targets().choices());
    assertTrue(
        problems("t: {type: aws, region: eu-west-1, format: raw}\n").get(0).contains("t.format"));
    assertTrue(problems("default: {fromat: raw}\n").get(0).contains("did you mean format?"));
  }

  @Test
  void defaultIsNoTarget() throws IOException {
    write(project, "default: {keep: 2}\na: {type: libvirt}\n");
    ConfigProblems refused = assertThrows(ConfigProblems.class, () -> targets().get("default"));
    assertTrue(refused.getMessage().contains("is no target"), refused.getMessage());
  }

  @Test
  void theExampleOfTheRubyPimIsValid() {
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

  @Test
  void settingsFromElsewhereAreNotBelieved() {
    Map<String, Object> plain =
        Map.of("type", "directory", "path", "../../etc", "keep", 1, "more", true);
    ConfigProblems refused =
        assertThrows(ConfigProblems.class, () -> TargetSettings.read("t", plain));
    assertEquals(2, refused.problems().size(), refused.getMessage());
  }
}
