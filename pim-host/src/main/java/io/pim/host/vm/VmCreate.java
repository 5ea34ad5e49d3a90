package io.pim.host.vm;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DurableFile;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.VmFolder;
import io.pim.model.files.VmName;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Firmware;
import io.pim.tools.qemu.ForeignDisk;
import io.pim.tools.qemu.OwnDisk;
import io.pim.tools.qemu.QemuImg;
import io.pim.tools.ssh.SshKeyPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;

/** Creates a machine: its folder, disk, key and cloud-init volume. The image is only read. */
public final class VmCreate {
  private static final String OWN_MAC = "52:54:00";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final VmStore store;
  private final ExclusiveFile images;
  private final QemuImg qemuImg;
  private final Clock clock;

  /**
   * @param images the lock that is held while images are removed
   */
  public VmCreate(VmStore store, ExclusiveFile images, QemuImg qemuImg, Clock clock) {
    this.store = store;
    this.images = images;
    this.qemuImg = qemuImg;
    this.clock = clock;
  }

  /**
   * Creates the machine; after a failure nothing is left of it.
   *
   * @throws BuildFailure HOST_SETUP when the name is taken, the image is unusable, or the disk is
   *     smaller than the image's; DISK_FULL; TOOL_MISSING
   */
  public VmRecord create(VmWish wish) throws IOException, InterruptedException {
    ByteSize least = ForeignDisk.ofQcow2(wish.image().base().path()).size();
    ByteSize size = wish.disk().orElse(least);
    if (size.compareTo(least) < 0) {
      throw refused("the disk cannot be smaller than the image's")
          .where(wish.image().base().path())
          .why("the image's is " + least.rounded() + ", and " + size + " was requested")
          .todo("give --disk a larger size, or omit it")
          .build();
    }
    VmName name = reserve(wish);
    return store.holding(name, () -> fill(name, wish, size));
  }

  private VmRecord fill(VmName name, VmWish wish, ByteSize size)
      throws IOException, InterruptedException {
    boolean done = false;
    try {
      VmFolder folder = store.folder(name);
      BaseImage base = ownBase(wish.image().base(), folder);
      images.holding(() -> makeDisk(folder.disk(), base, name, size));
      Optional<Path> variables = wish.image().uefiVariables();
      if (wish.image().firmware() == Firmware.UEFI && variables.isPresent()) {
        DurableFile.write(
            folder.uefiVariables(), DurableFile.PRIVATE, out -> Files.copy(variables.get(), out));
      }
      SshKeyPair own = SshKeyPair.at(folder.sshKey());
      VmSeed.write(folder.seed(), wish, name.text(), "i-" + name + "-" + random(4), own);
      VmRecord record = record(name, wish, base, size);
      store.write(record);
      done = true;
      return record;
    } finally {
      if (!done) {
        store.remove(name);
      }
    }
  }

  /**
   * A private copy if others can write to the image, because they could replace it below the
   * machine.
   */
  private static BaseImage ownBase(BaseImage base, VmFolder folder) throws IOException {
    Path own = OwnDisk.of(base.path(), folder.base());
    if (own.equals(base.path())) {
      return base;
    }
    ForeignDisk.ofQcow2(own);
    return BaseImage.of(base.name(), own, Optional.empty());
  }

  /**
   * Makes the disk under the lock of images: a removal either sees the disk, or has already removed
   * the image.
   */
  private Path makeDisk(Path disk, BaseImage base, VmName name, ByteSize size)
      throws InterruptedException {
    base.requireUnchanged(name.text());
    qemuImg.createOverlayUnchecked(disk, base.path(), size);
    return disk;
  }

  private VmRecord record(VmName name, VmWish wish, BaseImage base, ByteSize size) {
    VmImage image = wish.image();
    return new VmRecord(
        VmRecord.FORMAT,
        name,
        clock.instant().truncatedTo(ChronoUnit.SECONDS),
        base,
        image.iso(),
        image.architecture(),
        image.firmware(),
        wish.cpus().orElse(image.cpus()),
        wish.memory().orElse(image.memory()),
        size,
        wish.network().withMac(mac()),
        wish.user(),
        wish.removeWhenStopped(),
        wish.accelerator());
  }

  /** Creates the folder, which reserves the name: of two callers only one gets it. */
  private VmName reserve(VmWish wish) throws IOException {
    if (wish.name().isPresent()) {
      VmName name = wish.name().get();
      if (!store.reserve(name)) {
        throw refused("VM '" + name + "' already exists")
            .where(store.folder(name).root())
            .todo("start it: pim vm start " + name + "; or take another --name")
            .build();
      }
      return name;
    }
    for (int number = 1; true; number++) {
      VmName name = VmName.of(wish.image().family() + "-" + number);
      if (store.reserve(name)) {
        return name;
      }
    }
  }

  /** A unique address: on a bridge two machines with QEMU's default address would conflict. */
  private static String mac() {
    return OWN_MAC + ":" + random(3).replaceAll("(..)(?!$)", "$1:");
  }

  private static String random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static BuildFailure.Builder refused(String what) {
    return BuildFailure.of(FailureKind.HOST_SETUP, what);
  }
}
