package io.pim.model.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.plan.Limits;
import io.pim.model.store.StoreAddress;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.ListenAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir Path project;
  @TempDir Path global;
  private ConfigFolders folders;

  @BeforeEach
  void setUp() {
    folders = new ConfigFolders(project, global);
  }

  private Settings project(String text) throws IOException {
    Files.writeString(project.resolve("pim.yml"), text);
    return Settings.read(folders);
  }

  private void global(String text) throws IOException {
    Files.writeString(global.resolve("pim.yml"), text);
  }

  @Test
  void defaults() {
    Settings settings = Settings.read(folders);
    assertEquals(
        new BuildSettings(
            ByteSize.parse("20G"),
            ByteSize.parse("2G"),
            2,
            Optional.empty(),
            new SshSettings(Optional.empty(), Duration.ofMinutes(10), Duration.ofSeconds(2)),
            Map.of(Architecture.ARM64, "auto", Architecture.X86_64, "auto"),
            new Limits(Duration.ofHours(1), Duration.ofHours(1), Duration.ofMinutes(15)),
            Duration.ofMinutes(5)),
        settings.build());
    assertEquals(new ImageSettings(Compression.ZSTD), settings.image());
    assertEquals(new ServeSettings(Optional.empty(), 8080), settings.serve());
    assertEquals(
        new VentoySettings(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        settings.ventoy());
    assertEquals(
        new TemporalSettings(Optional.empty(), Optional.empty(), Optional.empty(), 7233, 8233),
        settings.temporal());
    assertEquals(
        new WorkerSettings(Optional.empty(), Optional.empty(), Optional.empty()),
        settings.worker());
    assertEquals(
        new StoreSettings(
            ByteSize.parse("50G"),
            new WarmSettings(4, ByteSize.parse("4G"), Duration.ofDays(1)),
            Optional.empty(),
            false),
        settings.store());
  }

  @Test
  void pushesLayersOnlyToASharedStore() throws IOException {
    String url = "url: 'oci://registry.example.org/team'";
    global("store: {" + url + ", layers: push}\n");
    assertTrue(Settings.read(folders).store().pushLayers());
    global("store: {" + url + ", layers: local}\n");
    assertFalse(Settings.read(folders).store().pushLayers());
    global("store:\n  layers: push\n");
    ConfigProblems refused = assertThrows(ConfigProblems.class, () -> Settings.read(folders));
    assertTrue(
        refused
            .getMessage()
            .contains("pim.yml:2: store.layers: needs a shared store; set store.url"),
        refused.getMessage());
    global("store: {" + url + ", layers: everywhere}\n");
    refused = assertThrows(ConfigProblems.class, () -> Settings.read(folders));
    assertTrue(
        refused.getMessage().contains("store.layers: must be one of local, push"),
        refused.getMessage());
  }

  /** Otherwise a cloned project could send its users' images anywhere. */
  @Test
  void aProjectCannotSetTheStore() throws IOException {
    global("store: {url: 'oci://registry.example.org/team'}\n");
    ConfigProblems refused =
        assertThrows(
            ConfigProblems.class,
            () -> project("store: {url: 'oci://elsewhere.example.org/x', plain_http: true}\n"));

    assertEquals(2, refused.problems().size(), refused.getMessage());
    assertTrue(refused.getMessage().contains("your own pim.yml"), refused.getMessage());
    assertEquals(
        Optional.of(StoreAddress.of("oci://registry.example.org/team", false, Optional.empty())),
        project("store: {layers_limit: 1G}\n").store().shared());
  }

  @Test
  void everyField() throws IOException {
    global(
        """
            build:
              disk_size: 8G
              memory: 1G
              cpus: 4
              firmware: uefi
              install_timeout: 2h
              script_timeout: 90s
              stall_timeout: 300
              host_timeout: 90s
              ssh: {user: ansible, timeout: 30m, poll_interval: 10}
              builders: {arm64: mac-mini, x86_64: local}
              remotes: {proxmox: {type: ssh, host: proxmox.example.org}}
            image: {compression: zlib}
            serve: {interface: eth0, port: 8081}
            ventoy: {version: 1.0.99, dir: /v, file: v.tar.gz, url: "http://v/v", checksum: "sha256:0", device: /dev/sdb}
            temporal:
              address: temporal.example.org:7233
              namespace: images
              server_binary: /usr/bin/temporal
              port: 7300
              ui_port: 8300
            worker: {vm_slots: 3, host_id: rack1, metrics: "0.0.0.0:9464"}
            store:
              layers_limit: 100G
              warm: {count: 0, limit: 512M, age: 30m}
              url: oci://registry.example.org:5000/team
              plain_http: true
              ca_file: ~/ca.pem
              layers: push
            """);
    Settings settings = Settings.read(folders);
    assertEquals(
        new BuildSettings(
            ByteSize.parse("8G"),
            ByteSize.parse("1G"),
            4,
            Optional.of(Firmware.UEFI),
            new SshSettings(Optional.of("ansible"), Duration.ofMinutes(30), Duration.ofSeconds(10)),
            Map.of(Architecture.ARM64, "mac-mini", Architecture.X86_64, "local"),
            new Limits(Duration.ofHours(2), Duration.ofSeconds(90), Duration.ofSeconds(300)),
            Duration.ofSeconds(90)),
        settings.build());
    assertEquals(new ImageSettings(Compression.ZLIB), settings.image());
    assertEquals(new ServeSettings(Optional.of("eth0"), 8081), settings.serve());
    assertEquals(
        new VentoySettings(
            Optional.of("1.0.99"),
            Optional.of("/v"),
            Optional.of("v.tar.gz"),
            Optional.of("http://v/v"),
            Optional.of("sha256:0"),
            Optional.of("/dev/sdb")),
        settings.ventoy());
    assertEquals(
        new TemporalSettings(
            Optional.of("temporal.example.org:7233"),
            Optional.of("images"),
            Optional.of("/usr/bin/temporal"),
            7300,
            8300),
        settings.temporal());
    assertEquals(
        new WorkerSettings(
            Optional.of(3), Optional.of("rack1"), Optional.of(new ListenAddress("0.0.0.0", 9464))),
        settings.worker());
    assertEquals(
        new StoreSettings(
            ByteSize.parse("100G"),
            new WarmSettings(0, ByteSize.parse("512M"), Duration.ofMinutes(30)),
            Optional.of(
                StoreAddress.of(
                    "oci://registry.example.org:5000/team", true, Optional.of("~/ca.pem"))),
            true),
        settings.store());
    assertTrue(settings.store().warm().isOff());
  }

  @Test
  void firmwareFollowsTheArchitecture() throws IOException {
    BuildSettings unset = Settings.read(folders).build();
    assertEquals(Firmware.BIOS, unset.firmwareOf(Architecture.X86_64));
    assertEquals(Firmware.UEFI, unset.firmwareOf(Architecture.ARM64));
    assertEquals(
        Firmware.UEFI, project("build: {firmware: uefi}").build().firmwareOf(Architecture.X86_64));
  }

  @Test
  void slotsFollowTheProcessors() {
    WorkerSettings unset = new WorkerSettings(Optional.empty(), Optional.empty(), Optional.empty());
    assertEquals(1, unset.slotsFor(1));
    assertEquals(4, unset.slotsFor(8));
    assertEquals(
        2, new WorkerSettings(Optional.of(2), Optional.empty(), Optional.empty()).slotsFor(64));
  }

  @Test
  void memoryIsANumberOfMebibytesOrASize() throws IOException {
    assertEquals(ByteSize.parse("3G"), project("build: {memory: 3072}").build().memory());
    assertEquals(ByteSize.parse("3G"), project("build: {memory: '3072'}").build().memory());
    assertEquals(ByteSize.parse("3G"), project("build: {memory: 3g}").build().memory());
  }

  @Test
  void theProjectOverridesGlobalSettings() throws IOException {
    global("build:\n  cpus: 8\n  memory: 4096\n  ssh:\n    user: root\n    timeout: 60\n");
    Settings settings = project("build:\n  cpus: 1\n  memory: ~\n  ssh:\n    user: ops\n");
    assertEquals(1, settings.build().cpus());
    assertEquals(ByteSize.parse("4G"), settings.build().memory());
    assertEquals(Optional.of("ops"), settings.build().ssh().user());
    assertEquals(Duration.ofSeconds(60), settings.build().ssh().timeout());
  }

  @Test
  void sshAndBuildersMayBeOutsideBuild() throws IOException {
    global("build: {ssh: {user: root, timeout: 60}}\n");
    Settings settings =
        project("ssh: {user: ops, poll_interval: 1}\nbuilders: {arm64: local}\nbuild: {cpus: 1}\n");
    assertEquals(Optional.of("ops"), settings.build().ssh().user());
    assertEquals(Duration.ofSeconds(60), settings.build().ssh().timeout());
    assertEquals(Duration.ofSeconds(1), settings.build().ssh().pollInterval());
    assertEquals("local", settings.build().builders().get(Architecture.ARM64));
    assertEquals(1, settings.build().cpus());
  }

  @Test
  void aValueInsideBuildWins() throws IOException {
    Settings settings = project("ssh: {user: beside}\nbuild: {ssh: {user: within}}\n");
    assertEquals(Optional.of("within"), settings.build().ssh().user());
  }

  @Test
  void everyValueKnowsItsFileAndLine() throws IOException {
    global("build:\n  cpus: 8\n");
    ConfigMap build = project("# mine\nbuild:\n  memory: 4096\n").tree().section("build");
    assertEquals("pim.yml:3", build.get("memory").orElseThrow().origin().toString());
    assertEquals(
        global.resolve("pim.yml") + ":2", build.get("cpus").orElseThrow().origin().toString());
    assertEquals("default", build.get("disk_size").orElseThrow().origin().file());
  }

  @Test
  void acceptsAnEmptyFile() throws IOException {
    assertEquals(2, project("# nothing yet\n").build().cpus());
    assertEquals(2, project("build:\nssh:\n").build().cpus());
  }

  @Test
  void readsAFolderOnceThatIsBothProjectAndGlobal() throws IOException {
    folders = new ConfigFolders(project, project);
    assertEquals(3, project("build: {cpus: 3}").build().cpus());
  }
}
