package io.pim.host.remote.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.host.image.Progress;
import io.pim.host.layer.LayerStore;
import io.pim.host.layer.PlanLayers;
import io.pim.host.remote.ImageStore;
import io.pim.model.files.BuildId;
import io.pim.model.json.Json;
import io.pim.model.plan.PlanStep;
import io.pim.model.store.StoreAddress;
import io.pim.tools.oci.DockerLogins;
import io.pim.tools.oci.DockerRegistry;
import io.pim.tools.oci.Repository;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.qemu.TestQemu;
import java.io.IOException;
import java.net.ProxySelector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts with one key, and Debian's docker-registry as their store. Disks are real. */
@Timeout(180)
abstract class LayersFixture {
  static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
  static final Progress SILENT = (fraction, doing) -> {};
  private static final Path KEY = Path.of("seal.key");

  @TempDir Path temp;
  DockerRegistry registry;
  TestQemu qemu;
  Host one;
  Host two;
  Instant now = NOW;

  /** A host with its own layers. */
  final class Host {
    final TestBuilds builds;
    final LayerStore layers;
    private final Path folder;

    Host(String name) throws IOException {
      folder = Files.createDirectories(temp.resolve(name));
      builds = new TestBuilds(folder);
      layers = new LayerStore(builds.folders(), qemu.images()::isSound);
    }

    OpenBuild open(BuildId id) throws IOException {
      OpenBuild build = builds.save(id);
      Files.createDirectories(build.folder().work());
      return build;
    }

    /** Makes a step's layer as the step would; its disk names its maker. */
    Path keep(OpenBuild build, int step, Optional<Path> parent) throws Exception {
      return keep(build, step, parent, Optional.empty());
    }

    Path keep(OpenBuild build, int step, Optional<Path> parent, Optional<Path> variables)
        throws Exception {
      PlanStep its = steps(build).get(step);
      Path work = build.folder().workDisk(its.requiredKey());
      if (parent.isPresent()) {
        qemu.images().createOverlay(work, parent.get());
      } else {
        qemu.disk(work);
      }
      write(work, step, build.id().equals(TestBuilds.ID) ? 0x50 + step : 0x70 + step);
      layers.keep(
          work, variables, parent, Optional.of("key of " + folder), its.requiredKey(), build.id());
      return layers.disk(its.requiredKey(), build.id());
    }

    /** Makes the layers of the first steps. */
    List<Path> keepFirst(OpenBuild build, int count) throws Exception {
      List<Path> disks = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        disks.add(keep(build, i, i == 0 ? Optional.empty() : Optional.of(disks.get(i - 1))));
      }
      return disks;
    }

    PushedLayers push(OpenBuild build, int step) throws Exception {
      return new LayerPush(store(), builds.folders(), Clock.fixed(now, ZoneOffset.UTC))
          .run(build, steps(build).get(step), SILENT);
    }

    /** The step whose layer was pulled. */
    Optional<String> pull(OpenBuild build) throws Exception {
      return pull(build, SILENT).map(its -> its.step().name());
    }

    Optional<LayerPull.Pulled> pull(OpenBuild build, Progress progress) throws Exception {
      return new LayerPull(store(), builds.folders(), qemu.images())
          .run(build, newest(build), progress);
    }

    Optional<PlanStep> newest(OpenBuild build) throws Exception {
      return new PlanLayers(layers).newest(build).map(PlanLayers.Found::step);
    }

    /** The installer's kernel, existing or not. */
    Path kernel(OpenBuild build) {
      return builds
          .folders()
          .bootFiles(build.plan().iso().digest(), build.plan().architecture())
          .kernel();
    }

    String log(OpenBuild build) throws IOException {
      return Files.exists(build.folder().log()) ? Files.readString(build.folder().log()) : "";
    }
  }

  void start(DockerRegistry.Feature... features) throws Exception {
    Optional<DockerRegistry> started =
        DockerRegistry.start(Files.createDirectories(temp.resolve("registry")), features);
    assumeTrue(started.isPresent(), "this machine has no docker-registry");
    registry = started.get();
    qemu = new TestQemu(temp);
    one = new Host("one");
    two = new Host("two");
    shareKey();
  }

  private void shareKey() throws IOException {
    one.open(TestBuilds.ID);
    Path from = one.builds.folders().sealKey();
    Path to = two.builds.folders().sealKey();
    assertEquals(KEY, from.getFileName());
    Files.createDirectories(to.getParent());
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
  }

  @AfterEach
  void stop() {
    if (registry != null) {
      registry.close();
    }
  }

  ImageStore store() {
    return new ImageStore(
        StoreAddress.of("oci://" + registry.repository("team"), true, Optional.empty()),
        DockerLogins.of(Map.of(), temp, new ProcessRunner()),
        temp,
        ProxySelector.of(null));
  }

  Repository repository() {
    return registry.open("team/layers", Optional.empty(), 1 << 20);
  }

  static List<PlanStep> steps(OpenBuild build) {
    return build.plan().layerSteps();
  }

  static String tag(OpenBuild build, int step) {
    return steps(build).get(step).requiredKey().toString();
  }

  JsonNode manifest(OpenBuild build, int step) throws Exception {
    return Json.mapper().readTree(repository().manifest(tag(build, step)).orElseThrow().bytes());
  }

  /** The file in which the registry keeps a blob. */
  Path blob(String digest) {
    String hex = digest.replace("sha256:", "");
    return temp.resolve("registry/storage/docker/registry/v2/blobs/sha256")
        .resolve(hex.substring(0, 2))
        .resolve(hex)
        .resolve("data");
  }

  /** A pattern in one cluster of the disk. */
  static void write(Path disk, int cluster, int pattern) throws Exception {
    String command = "write -q -P %d %dk 64k".formatted(pattern, 64 * (cluster + 1));
    Process io =
        new ProcessBuilder("qemu-io", "-f", "qcow2", "-c", command, disk.toString())
            .inheritIO()
            .start();
    assertEquals(0, io.waitFor(), "qemu-io");
  }

  boolean sameContents(Path left, Path right) throws Exception {
    return qemu.images().isSame(left, right, Duration.ofMinutes(1), () -> {});
  }
}
