package io.pim.host.image;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.BuildId;
import io.pim.model.files.DurableFile;
import io.pim.model.files.PimFolders;
import io.pim.model.files.PrivateFolders;
import io.pim.model.plan.MachineSpec;
import io.pim.model.plan.StepKey;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.ImageManifest;
import io.pim.model.registry.ImportedFile;
import io.pim.model.registry.Registry;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Sha256;
import io.pim.tools.qemu.DiskFormat;
import io.pim.tools.qemu.ForeignDisk;
import io.pim.tools.qemu.ImageCheck;
import io.pim.tools.qemu.ImageConverter;
import io.pim.tools.qemu.OwnDisk;
import io.pim.tools.qemu.QemuImg;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes images from disks that were made elsewhere: copies, checks and registers them. */
public final class ImageImport {
  private static final Duration LIMIT = Duration.ofHours(6);

  private final PimFolders folders;
  private final QemuImg qemuImg;
  private final ImageConverter converter;
  private final Origin origin;
  private final Clock clock;

  /** The importer: this host, and its PIM version. */
  public record Origin(String hostId, String pimVersion) {}

  public ImageImport(
      PimFolders folders, QemuImg qemuImg, ImageConverter converter, Origin origin, Clock clock) {
    this.folders = folders;
    this.qemuImg = qemuImg;
    this.converter = converter;
    this.origin = origin;
    this.clock = clock;
  }

  /**
   * Imports a disk; the original file is not changed.
   *
   * @throws BuildFailure HOST_SETUP for a file that is not a complete disk, TOOL_FAILED for a
   *     damaged one, DISK_FULL
   * @throws FileAlreadyExistsException when an image of that name exists
   */
  public ImageEntry run(ImportRequest request, Progress progress)
      throws IOException, InterruptedException {
    ForeignDisk.of(request.file());
    BuildId id = freeId(request);
    String name = request.name().orElse(id.text());
    requireFree(name);
    Path draft = folders.imageDraft(name);
    Path copy = folders.imageDraft(name + ".source");
    PrivateFolders.create(draft.getParent());
    try {
      ForeignDisk disk = ForeignDisk.of(OwnDisk.of(request.file(), copy));
      ImportedFile from = describe(request, disk, progress);
      Compression written = convert(disk, request.compression(), draft, progress);
      return publish(request, id, name, from, draft, written);
    } finally {
      Files.deleteIfExists(copy);
      Files.deleteIfExists(draft);
    }
  }

  private static ImportedFile describe(ImportRequest request, ForeignDisk disk, Progress progress)
      throws IOException {
    long size = Files.size(disk.file());
    return new ImportedFile(
        String.valueOf(request.file().getFileName()),
        disk.format().id(),
        Sha256.ofFile(disk.file(), done -> progress.at((double) done / size, "reading")));
  }

  /** An unused build id: the registry would replace an image with the same id. */
  private BuildId freeId(ImportRequest request) throws IOException {
    Instant time = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    List<ImageEntry> all = new Registry(folders).list();
    Architecture architecture = request.machine().architecture();
    BuildId id = BuildId.startedAt(request.profile(), architecture, time);
    while (isTaken(id, all)) {
      time = time.plusSeconds(1);
      id = BuildId.startedAt(request.profile(), architecture, time);
    }
    return id;
  }

  private static boolean isTaken(BuildId id, List<ImageEntry> all) {
    return all.stream().anyMatch(image -> image.buildId().equals(id));
  }

  private void requireFree(String name) throws IOException {
    boolean registered =
        new Registry(folders).list().stream().anyMatch(image -> image.name().equals(name));
    if (registered || Files.exists(folders.image(name))) {
      throw new FileAlreadyExistsException(folders.image(name).toString());
    }
  }

  private Compression convert(ForeignDisk disk, Compression wanted, Path draft, Progress progress)
      throws IOException, InterruptedException {
    if (disk.format() == DiskFormat.QCOW2) {
      requireSound(disk.file());
    }
    Files.deleteIfExists(draft);
    Compression written =
        converter.writeImage(
            disk.file(),
            disk.format(),
            draft,
            wanted,
            LIMIT,
            done -> progress.at(done, "compressing"));
    requireSound(draft);
    return written;
  }

  private void requireSound(Path disk) throws InterruptedException {
    ImageCheck check = qemuImg.check(disk);
    if (!check.isSound()) {
      throw BuildFailure.of(FailureKind.TOOL_FAILED, "The disk is damaged.")
          .where(disk)
          .why("qemu-img check found " + check.corruptions() + " corruptions.")
          .todo("Copy it again from its source.")
          .build();
    }
  }

  private ImageEntry publish(
      ImportRequest request,
      BuildId id,
      String name,
      ImportedFile from,
      Path draft,
      Compression written)
      throws IOException, InterruptedException {
    long size = Files.size(draft);
    Sha256 digest = Sha256.ofFile(draft);
    ByteSize virtualSize = new ByteSize(qemuImg.info(draft).virtualBytes());
    Optional<Path> variables = request.uefiVariables().map(its -> folders.imageUefiVariables(name));
    if (variables.isPresent()) {
      Path given = request.uefiVariables().get();
      DurableFile.write(variables.get(), DurableFile.PRIVATE, out -> Files.copy(given, out));
    }
    // A key that no plan ever has, because PIM does not know what the image was built from.
    StepKey key = new StepKey(Sha256.ofText("pim-import-1 " + from.sha256()));
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    MachineSpec machine = request.machine();
    new ImageManifest(
            ImageManifest.FORMAT,
            id,
            request.profile(),
            new MachineSpec(
                machine.architecture(),
                machine.firmware(),
                virtualSize,
                machine.memory(),
                machine.cpus()),
            Optional.empty(),
            Optional.of(from),
            key,
            List.of(),
            new TreeMap<>(Map.of("pim", origin.pimVersion())),
            new TreeMap<>(),
            digest,
            size,
            Optional.of(written),
            now)
        .write(folders.imageManifest(name));
    requireFree(name);
    DurableFile.move(draft, folders.image(name));
    ImageEntry entry =
        new ImageEntry(
            name,
            request.profile(),
            machine.architecture(),
            folders.image(name),
            DiskFormat.QCOW2.id(),
            size,
            digest,
            id,
            now,
            key,
            machine.firmware(),
            folders.imageManifest(name),
            variables,
            Optional.of(origin.hostId()),
            Optional.of(written));
    new Registry(folders).register(entry);
    return entry;
  }
}
