package io.pim.host.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.PimFolders;
import io.pim.model.files.VmName;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.tools.qemu.GuestNetwork;
import io.pim.tools.qemu.TestQemu;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another user replaces the image below a VM's disk. */
@Tag("qemu")
class SwappedImageTest {
  private static final int BACKING_FILE = 8;

  @TempDir Path folder;
  private TestQemu qemu;
  private PimFolders folders;
  private VmStore store;
  private Path image;

  @BeforeEach
  void make() throws Exception {
    qemu = new TestQemu(folder);
    folders = PimFolders.of(Map.of("XDG_RUNTIME_DIR", folder.toString()), folder, folder);
    store = new VmStore(folders);
    image = qemu.disk(folder.resolve("image.qcow2"));
  }

  @Test
  void copiesAnImageThatOthersMayWrite() throws Exception {
    Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("rw-rw-rw-"));

    VmRecord record = create();

    assertEquals(store.folder(record.name()).base(), record.base().path());
    assertEquals(-1, Files.mismatch(image, record.base().path()));
    assertEquals(
        Optional.of(record.base().path().toString()),
        qemu.images().info(store.folder(record.name()).disk()).backingFile());
  }

  @Test
  void leavesOtherImagesInPlace() throws Exception {
    VmRecord record = create();

    assertEquals(image.toRealPath(), record.base().path());
    assertFalse(Files.exists(store.folder(record.name()).base()));
  }

  @Test
  void checksAReplacedImageBeforeAStart() throws Exception {
    VmRecord record = create();
    FileTime time = Files.getLastModifiedTime(image);
    byte[] bytes = Files.readAllBytes(image);
    ByteBuffer.wrap(bytes).putLong(BACKING_FILE, 0x200);
    Files.write(image, bytes);
    Files.setLastModifiedTime(image, time);
    VmStart start =
        new VmStart(
            store,
            new VmStates(folders, store, qemu.machines(folders)),
            qemu.machines(folders),
            null);

    BuildFailure failure = assertThrows(BuildFailure.class, () -> start.start(record));

    assertEquals(FailureKind.HOST_SETUP, failure.report().kind());
    assertTrue(failure.report().why().contains("backing file"), failure.report().why());
  }

  private VmRecord create() throws Exception {
    VmImage found =
        new ImageFinder(folders, Architecture.X86_64)
            .file(image, Optional.empty(), Optional.of(Firmware.BIOS));
    return new VmCreate(
            store, new ExclusiveFile(folders.layersLock()), qemu.images(), Clock.systemUTC())
        .create(
            new VmWish(
                found,
                Optional.of(VmName.of("web")),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                GuestNetwork.user(),
                "user",
                Optional.empty(),
                List.of(),
                Optional.empty(),
                false,
                Optional.empty()));
  }
}
