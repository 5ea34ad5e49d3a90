package io.pim.host.remote;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.host.image.Progress;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureReport;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.plan.IsoSource;
import io.pim.model.plan.MachineSpec;
import io.pim.model.plan.StepKey;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.ImageManifest;
import io.pim.model.registry.Registry;
import io.pim.model.store.StoreAddress;
import io.pim.model.store.StoreLine;
import io.pim.model.store.StoreReference;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.tools.oci.DockerLogins;
import io.pim.tools.oci.DockerRegistry;
import io.pim.tools.oci.Repository;
import io.pim.tools.process.ProcessRunner;
import java.io.IOException;
import java.net.ProxySelector;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store in Debian's docker-registry, a host that builds and a laptop that does not. */
@Timeout(180)
abstract class StoreFixture {
  static final StoreLine WEB = new StoreLine("web", Architecture.X86_64);
  static final String REPOSITORY = "team/web-x86_64";

  /** More than one piece of a download and one chunk of an upload. */
  static final int IMAGE_BYTES = 3_000_017;

  private static final Progress SILENT = (fraction, doing) -> {};

  @TempDir Path temp;
  DockerRegistry registry;
  PimFolders builder;
  PimFolders laptop;

  void start(DockerRegistry.Feature... features) throws Exception {
    Optional<DockerRegistry> started =
        DockerRegistry.start(Files.createDirectories(temp.resolve("registry")), features);
    assumeTrue(started.isPresent(), "this machine has no docker-registry");
    registry = started.get();
    builder = folders("builder");
    laptop = folders("laptop");
  }

  private PimFolders folders(String name) {
    Path home = temp.resolve(name);
    return PimFolders.of(Map.of("XDG_RUNTIME_DIR", home.toString()), home, home);
  }

  @AfterEach
  void stop() {
    if (registry != null) {
      registry.close();
    }
  }

  ImageStore store() {
    return store(registry.repository("team"));
  }

  /** The same store at another address, such as that of a proxy. */
  ImageStore store(String project) {
    return new ImageStore(
        StoreAddress.of("oci://" + project, true, Optional.empty()),
        DockerLogins.of(Map.of(), temp, new ProcessRunner()),
        temp,
        ProxySelector.of(null));
  }

  /** Registers an image of a day, as the builder does. */
  ImageEntry built(int day) throws IOException {
    return built(day, Firmware.UEFI, qcow2(day));
  }

  ImageEntry built(int day, Firmware firmware, byte[] disk) throws IOException {
    Instant time = Instant.parse("2026-11-01T10:00:00Z").plusSeconds(86_400L * day);
    BuildId build = BuildId.startedAt("web", Architecture.X86_64, time);
    String name = build.text();
    Path image = builder.image(name);
    Files.createDirectories(image.getParent());
    Files.write(image, disk);
    Optional<Path> variables =
        firmware == Firmware.UEFI
            ? Optional.of(Files.writeString(builder.imageUefiVariables(name), "variables " + day))
            : Optional.empty();
    StepKey key = new StepKey(Sha256.ofText("plan " + day));
    ImageManifest manifest =
        new ImageManifest(
            ImageManifest.FORMAT,
            build,
            "web",
            new MachineSpec(
                Architecture.X86_64, firmware, ByteSize.parse("1G"), ByteSize.ofMebibytes(512), 1),
            Optional.<IsoSource>empty(),
            Optional.empty(),
            key,
            List.of(),
            new TreeMap<>(Map.of("pim", "0")),
            new TreeMap<>(Map.of("bash", "5.2", "dash", "0.5")),
            Sha256.ofFile(image),
            disk.length,
            Optional.of(Compression.ZSTD),
            time.plusSeconds(600));
    manifest.write(builder.imageManifest(name));
    ImageEntry entry =
        new ImageEntry(
            name,
            "web",
            Architecture.X86_64,
            image,
            "qcow2",
            disk.length,
            Sha256.ofFile(image),
            build,
            time.plusSeconds(600),
            key,
            firmware,
            builder.imageManifest(name),
            variables,
            Optional.of("builder"),
            Optional.of(Compression.ZSTD));
    new Registry(builder).register(entry);
    return entry;
  }

  /** The header of a disk without a backing file, and some data after it. */
  static byte[] qcow2(int day) {
    ByteBuffer bytes = ByteBuffer.allocate(IMAGE_BYTES);
    bytes.putInt(0x514649fb).putInt(2);
    bytes.putInt(20, 16);
    bytes.putLong(24, 1 << 20);
    for (int i = 65_536; i < bytes.capacity(); i++) {
      bytes.put(i, (byte) (i * 31 + day));
    }
    return bytes.array();
  }

  PushedImage push(ImageEntry image) throws Exception {
    return push(image, store(), SILENT);
  }

  PushedImage push(ImageEntry image, ImageStore to, Progress progress) throws Exception {
    return new ImagePush(to, builder, "builder", Clock.systemUTC()).run(image, progress);
  }

  PulledImage pull(String reference) throws Exception {
    return pull(reference, store(), SILENT);
  }

  PulledImage pull(String reference, ImageStore from, Progress progress) throws Exception {
    return new ImagePull(from, laptop, "laptop")
        .run(StoreReference.of(reference, Architecture.X86_64), progress);
  }

  FailureReport pullFails(String reference) {
    return assertThrows(BuildFailure.class, () -> pull(reference)).report();
  }

  List<ImageEntry> onLaptop() throws IOException {
    return new Registry(laptop).list();
  }

  /** The laptop's image files, without the lock. */
  List<String> filesOnLaptop() throws IOException {
    try (var files = Files.list(laptop.images())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".lock"))
          .sorted()
          .toList();
    }
  }

  Repository repository() {
    return registry.open(REPOSITORY, Optional.empty(), 1 << 20);
  }
}
