package io.pim.tools.iso9660;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DurableFile;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads files from an ISO 9660 image (ECMA-119), by their Rock Ridge names, else their Joliet
 * names, else their plain names in any case. The image is untrusted: every position is checked
 * against the file's length, and every size and number of steps is bounded.
 */
public final class IsoImage implements AutoCloseable {
  private static final int MAX_DESCRIPTORS = 64;

  /**
   * About ten thousand files. The limit bounds the time, because each file may cause {@link
   * RockRidge} to read more.
   */
  private static final int MAX_DIRECTORY_BYTES = 1 << 20;

  private static final int COPY_BYTES = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final long fileBytes;
  private final VolumeDescriptor primary;
  private final VolumeDescriptor names;
  private final boolean rockRidge;

  private IsoImage(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.fileBytes = channel.size();
    Volumes volumes = volumes();
    this.primary = volumes.primary();
    if (primary.blockBytes() != IsoLayout.SECTOR_BYTES) {
      throw unreadable("its blocks have " + primary.blockBytes() + " bytes instead of 2048");
    }
    if (volumeBytes() > fileBytes) {
      throw truncated();
    }
    this.rockRidge = hasRockRidge(primary.root());
    this.names = rockRidge ? primary : volumes.joliet().orElse(primary);
  }

  private record Volumes(VolumeDescriptor primary, Optional<VolumeDescriptor> joliet) {}

  /**
   * Opens an ISO file.
   *
   * @throws BuildFailure ISO_UNREADABLE when the file is not an ISO, or shorter than its header
   *     says
   */
  public static IsoImage open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file);
    boolean opened = false;
    try {
      IsoImage image = new IsoImage(file, channel);
      opened = true;
      return image;
    } finally {
      if (!opened) {
        channel.close();
      }
    }
  }

  /** The volume's name, in printable ASCII. */
  public String label() {
    return primary.label();
  }

  /** The volume's size in bytes by its header. The file may be longer, but not shorter. */
  public long volumeBytes() {
    return primary.sectors() * IsoLayout.SECTOR_BYTES;
  }

  /** Whether a regular file of this path exists, such as {@code install.amd/vmlinuz}. */
  public boolean exists(String path) throws IOException {
    return find(path).isPresent();
  }

  /**
   * Extracts a file. The copy is written aside and then renamed, so that the target is complete or
   * absent.
   *
   * @return the digest of the copy
   * @throws BuildFailure ISO_UNREADABLE when there is no such file, or it lies outside the ISO
   */
  public Sha256 extract(String path, Path target) throws IOException {
    DirectoryRecord record =
        find(path).orElseThrow(() -> unreadable("there is no file " + path + " on it"));
    long offset = record.sector() * IsoLayout.SECTOR_BYTES;
    if (record.goesOn() || offset + record.bytes() > fileBytes) {
      throw unreadable("its file " + path + " lies outside of it");
    }
    MessageDigest digest = Sha256.newDigest();
    DurableFile.write(
        target,
        DurableFile.PRIVATE,
        out -> copyTo(new DigestOutputStream(out, digest), offset, record.bytes()));
    return Sha256.of(digest.digest());
  }

  private void copyTo(OutputStream out, long offset, long bytes) throws IOException {
    for (long done = 0; done < bytes; ) {
      byte[] chunk = read(offset + done, (int) Math.min(COPY_BYTES, bytes - done));
      out.write(chunk);
      done += chunk.length;
    }
  }

  private Optional<DirectoryRecord> find(String path) throws IOException {
    DirectoryRecord at = names.root();
    String[] parts = path.split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      Optional<DirectoryRecord> next = child(at, parts[i]);
      boolean last = i == parts.length - 1;
      if (next.isEmpty() || next.get().isDirectory() == last) {
        return Optional.empty();
      }
      at = next.get();
    }
    return Optional.of(at);
  }

  /**
   * Finds an entry of a directory. Records do not cross sectors; the rest of a sector is zeros
   * (ECMA-119 section 6.8.1.1).
   */
  private Optional<DirectoryRecord> child(DirectoryRecord directory, String name)
      throws IOException {
    if (directory.bytes() > MAX_DIRECTORY_BYTES) {
      throw unreadable("a directory of it has " + directory.bytes() + " bytes");
    }
    for (long done = 0; done < directory.bytes(); done += IsoLayout.SECTOR_BYTES) {
      byte[] sector =
          read(directory.sector() * IsoLayout.SECTOR_BYTES + done, IsoLayout.SECTOR_BYTES);
      int at = 0;
      while (at + DirectoryRecord.SHORTEST <= sector.length) {
        int length = IsoLayout.uint8(sector, at);
        if (length < DirectoryRecord.SHORTEST || at + length > sector.length) {
          break;
        }
        DirectoryRecord record =
            DirectoryRecord.parse(Arrays.copyOfRange(sector, at, at + length), names.joliet());
        if (!record.isSelfOrParent() && isNamed(record, name)) {
          return Optional.of(record);
        }
        at += length;
      }
    }
    return Optional.empty();
  }

  private boolean isNamed(DirectoryRecord record, String name) throws IOException {
    if (rockRidge) {
      RockRidge posix = RockRidge.parse(record.systemUse(), this::read);
      if (!posix.name().isEmpty()) {
        return posix.name().equals(name) && !posix.link();
      }
    }
    return names.joliet() ? record.name().equals(name) : record.name().equalsIgnoreCase(name);
  }

  private boolean hasRockRidge(DirectoryRecord root) throws IOException {
    byte[] sector = read(root.sector() * IsoLayout.SECTOR_BYTES, IsoLayout.SECTOR_BYTES);
    int length = IsoLayout.uint8(sector, 0);
    return length >= DirectoryRecord.SHORTEST
        && RockRidge.isMarked(
            DirectoryRecord.parse(Arrays.copyOf(sector, length), false).systemUse());
  }

  private Volumes volumes() throws IOException {
    Optional<VolumeDescriptor> first = Optional.empty();
    Optional<VolumeDescriptor> joliet = Optional.empty();
    for (int i = 0; i < MAX_DESCRIPTORS; i++) {
      long offset = (long) (IsoLayout.FIRST_DESCRIPTOR + i) * IsoLayout.SECTOR_BYTES;
      if (offset + IsoLayout.SECTOR_BYTES > fileBytes) {
        break;
      }
      byte[] sector = read(offset, IsoLayout.SECTOR_BYTES);
      if (!VolumeDescriptor.isOne(sector)) {
        break;
      }
      VolumeDescriptor descriptor = VolumeDescriptor.parse(sector);
      if (descriptor.type() == VolumeDescriptor.TERMINATOR) {
        break;
      }
      if (descriptor.type() == VolumeDescriptor.PRIMARY && first.isEmpty()) {
        first = Optional.of(descriptor);
      } else if (descriptor.joliet() && joliet.isEmpty()) {
        joliet = Optional.of(descriptor);
      }
    }
    return new Volumes(
        first.orElseThrow(() -> unreadable("it is not an ISO 9660 file system")), joliet);
  }

  private byte[] read(long offset, int length) throws IOException {
    if (offset + length > fileBytes) {
      throw unreadable("it points outside of itself");
    }
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw unreadable("it became shorter while it was read");
      }
    }
    return buffer.array();
  }

  private BuildFailure truncated() {
    return BuildFailure.of(FailureKind.ISO_UNREADABLE, "The ISO is incomplete")
        .where(file)
        .why("its header says " + volumeBytes() + " bytes, but the file has " + fileBytes)
        .todo(
            "Download the ISO again, and check that its checksum in the catalog is that of the "
                + "complete ISO.")
        .build();
  }

  /** The failure with the reason why the ISO cannot be read. */
  BuildFailure unreadable(String why) {
    return BuildFailure.of(FailureKind.ISO_UNREADABLE, "The ISO cannot be read")
        .where(file)
        .why(why)
        .todo("Check that the catalog names an installer ISO; download it again if it was changed.")
        .build();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
