package io.pim.activities.vm;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.unit.ByteSize;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The beginning of a qcow2 file, as QEMU's {@code docs/interop/qcow2.txt} describes it.
 *
 * @param virtualSize of the disk a guest sees
 */
record Qcow2Header(ByteSize virtualSize) {
  private static final int MAGIC = 0x514649fb;
  private static final long EXTERNAL_DATA_FILE = 1 << 2;

  /**
   * Reads the header of an image that a person has named.
   *
   * @throws BuildFailure HOST_SETUP for a file that is not qcow2, and for one that names other
   *     files: from an image somebody else has made, that would show the guest any file of this
   *     host
   */
  static Qcow2Header read(Path image) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(image))) {
      if (in.readInt() != MAGIC) {
        throw refused(image, "it is not a qcow2 image");
      }
      int version = in.readInt();
      long backingFile = in.readLong();
      in.skipNBytes(8);
      long size = in.readLong();
      in.skipNBytes(40);
      long incompatible = version >= 3 ? in.readLong() : 0;
      if (backingFile != 0) {
        throw refused(image, "it stands on another file, and is no image by itself");
      }
      if ((incompatible & EXTERNAL_DATA_FILE) != 0) {
        throw refused(image, "it keeps its data in another file");
      }
      if (size <= 0) {
        throw refused(image, "its size is not a disk's");
      }
      return new Qcow2Header(new ByteSize(size));
    } catch (EOFException e) {
      throw refused(image, "it is too short for a qcow2 image");
    }
  }

  private static BuildFailure refused(Path image, String why) {
    return BuildFailure.of(FailureKind.HOST_SETUP, "no machine can be made from this image")
        .where(image)
        .why(why)
        .todo("make a qcow2 image of it first: qemu-img convert -O qcow2 FILE IMAGE.qcow2")
        .build();
  }
}
