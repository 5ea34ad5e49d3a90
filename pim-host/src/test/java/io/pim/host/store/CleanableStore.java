package io.pim.host.store;

import io.pim.host.build.TestBuilds;
import io.pim.host.claim.BuildService;
import io.pim.host.claim.VmSlots;
import io.pim.host.layer.LayerStore;
import io.pim.model.files.BuildFolder;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.files.PrivateFolders;
import io.pim.model.plan.StepKey;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A store that a test fills, and its cleaner. */
final class CleanableStore {
  static final BuildId ENDED = BuildId.of("web-x86_64-20261120-100000");
  static final BuildId RUNNING = TestBuilds.ID;
  static final StepKey OTHER_KEY = StepKey.of("ab".repeat(32));
  static final StepKey CHILD_KEY = StepKey.of("cd".repeat(32));

  /** The backing file of each disk, as qemu-img would report it. */
  final Map<Path, String> headers = new HashMap<>();

  final TestBuilds builds;
  final PimFolders folders;
  final LayerStore layers;
  final StoreCleaner cleaner;
  private final Path folder;

  CleanableStore(Path folder) {
    this.folder = folder;
    this.builds = new TestBuilds(folder);
    this.folders = builds.folders();
    this.layers = new LayerStore(folders, disk -> true);
    this.cleaner =
        new StoreCleaner(
            folders,
            disk -> Optional.ofNullable(headers.get(disk)),
            new DiskUsage(Tools.of(System.getenv()), new ProcessRunner()),
            Clock.systemUTC());
  }

  static CleanRequest all() {
    return new CleanRequest(Optional.of(Duration.ZERO), 0, false, Set.of(), Set.of());
  }

  Path keep(StepKey key, BuildId build, Optional<Path> parent) throws IOException {
    Path work = Files.write(folder.resolve("work"), new byte[200_000]);
    layers.keep(work, Optional.empty(), parent, Optional.empty(), key, build);
    return layers.disk(key, build);
  }

  /** A build as clean-up leaves it. */
  BuildFolder saveEnded(BuildId build) throws IOException {
    BuildFolder saved = builds.save(build).folder();
    PrivateFolders.delete(saved.work());
    Files.deleteIfExists(saved.sshKey());
    return saved;
  }

  /** A build that has a slot of this host has not ended. */
  void claim(BuildId build) throws IOException {
    new VmSlots(folders, 1, new BuildService("localhost:7233", "default")).tryClaim(build);
  }

  void register(BuildId build) throws IOException {
    new Registry(folders)
        .register(
            new ImageEntry(
                build.text(),
                "web",
                Architecture.X86_64,
                folders.image(build.text()),
                "qcow2",
                1,
                Sha256.ofText("image"),
                build,
                Instant.parse("2026-11-22T12:00:00Z"),
                OTHER_KEY,
                Firmware.BIOS,
                folders.imageManifest(build.text()),
                Optional.empty(),
                Optional.empty()));
  }

  StepKey planned(int index) {
    return builds.plan().layerSteps().get(index).requiredKey();
  }

  static Set<String> names(CleanReport report, StoreKind kind) {
    return report.removed().stream()
        .filter(item -> item.kind() == kind)
        .map(StoreItem::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static void age(Path file, Duration age) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  static Path file(Path path, int daysOld) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, "x");
    age(path, Duration.ofDays(daysOld));
    return path;
  }
}
