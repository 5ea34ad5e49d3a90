package io.pim.host.vm;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.Names;
import io.pim.model.files.PimFolders;
import io.pim.model.files.PrivateFolders;
import io.pim.model.files.VmFolder;
import io.pim.model.files.VmName;
import io.pim.model.json.Json;
import io.pim.tools.qemu.ConsoleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The machines of this user on disk. */
public final class VmStore {
  private final PimFolders folders;

  public VmStore(PimFolders folders) {
    this.folders = folders;
  }

  /** Work during which no other process creates, starts or removes the machine. */
  interface Guarded<T> {
    T run() throws IOException, InterruptedException;
  }

  public VmFolder folder(VmName name) {
    return folders.vmFolder(name);
  }

  /** All machines, by name, including incomplete ones without a record. */
  public List<VmName> names() throws IOException {
    if (Files.notExists(folders.vms())) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(folders.vms())) {
      return list.filter(Files::isDirectory)
          .map(folder -> String.valueOf(folder.getFileName()))
          .filter(Names::isPlain)
          .flatMap(VmStore::name)
          .sorted()
          .toList();
    }
  }

  private static Stream<VmName> name(String folder) {
    try {
      return Stream.of(VmName.of(folder));
    } catch (IllegalArgumentException e) {
      // PIM must not touch a folder that it did not make.
      return Stream.empty();
    }
  }

  /** Limits the size of consoles, because no build watches these machines. */
  public void boundConsoles() throws IOException {
    for (VmName name : names()) {
      ConsoleFile.bound(folder(name).console());
    }
  }

  public boolean exists(VmName name) {
    return Files.isDirectory(folder(name).root());
  }

  /**
   * The description of a machine; empty for an incomplete one, or one made by an incompatible PIM.
   */
  public Optional<VmRecord> find(VmName name) {
    try {
      return Optional.of(Json.read(folder(name).record(), VmRecord.class))
          .filter(record -> record.format() == VmRecord.FORMAT && record.name().equals(name));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Creates a machine's folder; false when the name is taken. */
  boolean reserve(VmName name) throws IOException {
    Files.createDirectories(folders.vms());
    return PrivateFolders.createNew(folder(name).root());
  }

  void write(VmRecord record) throws IOException {
    Json.write(folder(record.name()).record(), record);
  }

  /** Removes a stopped machine with its disk; the record is removed first. */
  void remove(VmName name) throws IOException {
    Files.deleteIfExists(folder(name).record());
    PrivateFolders.delete(folder(name).root());
  }

  /** Waits for the machine's lock; the operating system releases it when its holder dies. */
  <T> T holding(VmName name, Guarded<T> action) throws IOException, InterruptedException {
    return doing(action, lock(name).hold(() -> {}));
  }

  /** The same if the lock is free; else does nothing. */
  <T> Optional<T> holdingIfFree(VmName name, Guarded<T> action)
      throws IOException, InterruptedException {
    Optional<ExclusiveFile.Hold> hold = lock(name).tryHold();
    return hold.isPresent() ? Optional.of(doing(action, hold.get())) : Optional.empty();
  }

  private static <T> T doing(Guarded<T> action, ExclusiveFile.Hold hold)
      throws IOException, InterruptedException {
    try {
      return action.run();
    } finally {
      hold.close();
    }
  }

  /**
   * The machine's lock, a byte of one common file, because separate lock files could never be
   * removed safely. Two machines that share a byte only wait for each other.
   */
  private ExclusiveFile lock(VmName name) {
    Path file = folders.vmsLock();
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw BuildFailure.of(FailureKind.HOST_SETUP, "the folder of machines cannot be written to")
          .where(file)
          .why(String.valueOf(e.getMessage()))
          .todo("fix the folder or its permissions, and try again")
          .causedBy(e)
          .build();
    }
    return ExclusiveFile.byteOf(file, Integer.toUnsignedLong(name.text().hashCode()));
  }
}
