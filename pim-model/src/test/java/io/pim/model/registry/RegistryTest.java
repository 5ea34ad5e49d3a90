package io.pim.model.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.StepKey;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class RegistryTest {
  @TempDir Path home;
  private PimFolders folders;
  private Registry registry;

  @BeforeEach
  void setUp() {
    folders = PimFolders.of(Map.of(), home, home);
    registry = new Registry(folders);
  }

  private static ImageEntry image(String profile, Architecture architecture, int second) {
    Instant time = Instant.parse("2026-11-22T10:00:00Z").plusSeconds(second);
    BuildId build = BuildId.startedAt(profile, architecture, time);
    return new ImageEntry(
        build.text(),
        profile,
        architecture,
        Path.of("/images/" + build + ".qcow2"),
        "qcow2",
        123_456_789_012L,
        Sha256.ofText(build.text()),
        build,
        time,
        StepKey.of(Sha256.ofText(profile).hex()),
        architecture == Architecture.ARM64 ? Firmware.UEFI : Firmware.BIOS,
        Path.of("/images/" + build + ".json"),
        architecture == Architecture.ARM64
            ? Optional.of(Path.of("/images/" + build + ".fd"))
            : Optional.empty(),
        Optional.empty());
  }

  @Test
  void readsAnEmptyRegistry() throws IOException {
    assertEquals(List.of(), registry.list());
    assertEquals(Optional.empty(), registry.find("web"));
    assertEquals(Optional.empty(), registry.remove("web"));
  }

  @Test
  void readsAnImageAsItWasRegistered() throws IOException {
    ImageEntry arm = image("web", Architecture.ARM64, 1);
    ImageEntry intel = image("web", Architecture.X86_64, 2);
    registry.register(arm);
    registry.register(intel);
    assertEquals(List.of(intel, arm), new Registry(folders).list());
  }

  @Test
  void otherUsersMayReadIt() throws IOException {
    registry.register(image("web", Architecture.ARM64, 0));
    assertEquals(
        """
        # Images that PIM has built. Written by PIM; see docs/files.md.
        version: 1
        images:
          web-arm64-20261122-100000:
            profile: web
            architecture: arm64
            path: /images/web-arm64-20261122-100000.qcow2
            format: qcow2
            size: 123456789012
            sha256: %s
            build_id: web-arm64-20261122-100000
            created: '2026-11-22T10:00:00Z'
            image_key: %s
            firmware: uefi
            manifest: /images/web-arm64-20261122-100000.json
            uefi_vars: /images/web-arm64-20261122-100000.fd
        """
            .formatted(Sha256.ofText("web-arm64-20261122-100000"), Sha256.ofText("web")),
        Files.readString(folders.registry()));
  }

  @Test
  void findsByNameProfileOrBoth() throws IOException {
    ImageEntry older = image("web", Architecture.X86_64, 1);
    ImageEntry newer = image("web", Architecture.X86_64, 2);
    ImageEntry arm = image("web", Architecture.ARM64, 3);
    for (ImageEntry entry : List.of(newer, older, arm)) {
      registry.register(entry);
    }
    assertEquals(Optional.of(older), registry.find(older.name()));
    assertEquals(Optional.of(arm), registry.find("web"));
    assertEquals(Optional.of(newer), registry.find("web-x86_64"));
    assertEquals(Optional.empty(), registry.find("mail"));
    assertEquals(Optional.of(arm), registry.byImageKey(arm.imageKey()));
  }

  @Test
  void registersAnImageOnce() throws IOException {
    ImageEntry entry = image("web", Architecture.X86_64, 1);
    registry.register(entry);
    String once = Files.readString(folders.registry());
    registry.register(entry);
    assertEquals(once, Files.readString(folders.registry()));
  }

  @Test
  void keepsFieldsOfOtherPrograms() throws IOException {
    Files.createDirectories(folders.registry().getParent());
    Files.writeString(
        folders.registry(),
        """
        images:
          developer:
            arm64: {path: /old.qcow2, cache_key: abc123}
          web-x86_64-20261122-100000: {owner: me, build_id: web-x86_64-20261122-100000}
        deployments:
          developer: {proxmox: {template_id: 9000}}
        """);
    registry.register(image("web", Architecture.X86_64, 0));
    String text = Files.readString(folders.registry());
    assertTrue(text.contains("cache_key: abc123"), text);
    assertTrue(text.contains("template_id: 9000"), text);
    assertTrue(text.contains("owner: me"), text);
    assertEquals(1, registry.list().size());
  }

  @Test
  void removesOnlyTheEntry() throws IOException {
    ImageEntry entry = image("web", Architecture.X86_64, 1);
    registry.register(entry);
    registry.register(image("mail", Architecture.X86_64, 1));
    assertEquals(Optional.of(entry), registry.remove(entry.name()));
    assertEquals(1, registry.list().size());
  }

  @Test
  void refusesAFileOfANewerPim() throws IOException {
    Files.createDirectories(folders.registry().getParent());
    Files.writeString(folders.registry(), "version: 2\nimages: {}\n");
    IOException refusal = assertThrows(IOException.class, registry::list);
    assertTrue(refusal.getMessage().endsWith("has version 2, but this PIM knows only 1"));
  }

  @Test
  void refusesAFileThatIsNotARegistry() throws IOException {
    Files.createDirectories(folders.registry().getParent());
    Files.writeString(folders.registry(), "images: [");
    assertThrows(IOException.class, registry::list);
    Files.writeString(folders.registry(), "- a\n");
    assertThrows(IOException.class, () -> registry.register(image("web", Architecture.ARM64, 1)));
    assertEquals("- a\n", Files.readString(folders.registry()));
  }

  @Test
  void manyProcessesRegisterAndReadAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Integer>> work =
          IntStream.range(0, 40)
              .<Callable<Integer>>mapToObj(
                  i ->
                      () -> {
                        Registry own = new Registry(folders);
                        own.register(image("web" + i, Architecture.X86_64, i));
                        return own.list().size();
                      })
              .toList();
      for (Future<Integer> done : threads.invokeAll(work)) {
        assertTrue(done.get() > 0);
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(40, registry.list().size());
    try (Stream<Path> files = Files.list(folders.registry().getParent())) {
      assertEquals(2, files.count(), "registry and lock, and no draft left behind");
    }
  }

  /** Reads and changes a registry, in a heap smaller than a worker's. */
  public static final class Small {
    private Small() {}

    public static void main(String[] arguments) throws IOException {
      Path home = Path.of(arguments[0]);
      Registry registry = new Registry(PimFolders.of(Map.of(), home, home));
      System.out.println(registry.remove(arguments[1]).isPresent());
      System.out.println(registry.list().size());
    }
  }

  /**
   * Some 5,000 images reach SnakeYAML's own limit of 3 MB, and as its nodes 20,000 images fill a
   * worker's heap of 256 MB.
   */
  @Test
  @Timeout(300)
  void readsAndRemovesFromTwentyThousandImagesInASmallHeap() throws Exception {
    int count = 20_000;
    registry.register(image("web", Architecture.ARM64, 0));
    String one = Files.readString(folders.registry());
    String entry = one.substring(one.indexOf("  web-"));
    String name = image("web", Architecture.ARM64, 0).name();
    StringBuilder many = new StringBuilder(one);
    for (int second = 1; second < count; second++) {
      many.append(entry.replace(name, image("web", Architecture.ARM64, second).name()));
    }
    Files.writeString(folders.registry(), many);

    Process small =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx144m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Small.class.getName(),
                home.toString(),
                name)
            .redirectErrorStream(true)
            .start();

    assertEquals(
        "true\n" + (count - 1) + "\n",
        new String(small.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    assertEquals(0, small.waitFor());
  }

  /** The text and the images read from it are the same, an image at a time or all at once. */
  @Test
  void readsAndWritesWhatSnakeYamlDoes() throws IOException {
    registry.register(image("web", Architecture.ARM64, 0));
    registry.register(image("db", Architecture.X86_64, 1));
    String text = Files.readString(folders.registry());
    for (String more :
        List.of(
            "",
            "note: [1, 2.5, 2026-11-22, yes, ~, \"a: b\"]\n",
            "base: &a {x: 1}\nuse: *a\n",
            "2026-11-22: a day\n<<: {merged: 1}\n",
            "--- \n",
            "? [complex]\n: key\n",
            "images_too: |\n  lines\n    of text\n")) {
      String whole = more.startsWith("---") ? more + text : text + more;
      Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      Object expected = yaml.load(whole);
      Object read = new RegistryYaml(RegistryFile.MOST_BYTES).load(whole);
      assertEquals(expected, read, more);
      StringBuilder written = new StringBuilder();
      Map<String, Object> tree = new LinkedHashMap<>();
      ((Map<?, ?>) read).forEach((key, value) -> tree.put(String.valueOf(key), value));
      new RegistryYaml(RegistryFile.MOST_BYTES).dump(tree, written::append);
      assertEquals(tree, yaml.load(written.toString()), more);
    }
  }

  /** Nothing could read such a file again, not even to remove images. */
  @Test
  void writesNoRegistryThatIsTooLargeToRead() throws IOException {
    registry.register(image("web", Architecture.ARM64, 0));
    String before = Files.readString(folders.registry());
    RegistryFile file = new RegistryFile(folders.registry());
    Map<String, Object> tree = file.read();
    tree.put("note", "x".repeat(RegistryFile.MOST_BYTES));
    IOException refused = assertThrows(IOException.class, () -> file.write(tree));
    assertTrue(refused.getMessage().contains("pim image prune"), refused.getMessage());
    assertEquals(before, Files.readString(folders.registry()));
  }

  @Test
  void refusesAFileTooLargeForARegistry() throws IOException {
    Files.createDirectories(folders.data());
    Files.write(folders.registry(), new byte[RegistryFile.MOST_BYTES + 1]);
    IOException refused = assertThrows(IOException.class, registry::list);
    assertTrue(refused.getMessage().contains("larger than 64 MB"), refused.getMessage());
  }
}
