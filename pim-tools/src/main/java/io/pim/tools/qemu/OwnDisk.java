package io.pim.tools.qemu;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;

/**
 * Guarantees that a disk stays as PIM examined it. Otherwise a user with write access could replace
 * its header, between PIM's check and QEMU's opening of it, by one that names files of this host.
 */
public final class OwnDisk {
  private static final int OTHERS_WRITE = 022;
  private static final int STICKY = 01000;
  private static final int BLOCK = 1 << 20;

  private OwnDisk() {}

  /**
   * The file itself if only this user and root can write to it or replace it; else a private copy.
   *
   * @param copy the place for the copy; an old one is overwritten
   */
  public static Path of(Path file, Path copy) throws IOException {
    if (isOwn(file.toRealPath(), new UnixSystem().getUid())) {
      return file;
    }
    copy(file, copy);
    return copy;
  }

  static boolean isOwn(Path real, long me) throws IOException {
    if (!isSafe(real, me, OTHERS_WRITE)) {
      return false;
    }
    for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
      // In a folder with the sticky bit, such as /tmp, only its owner can rename or remove a file.
      boolean sticky = (mode(folder) & STICKY) != 0;
      if (!isSafe(folder, me, sticky ? 0 : OTHERS_WRITE)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSafe(Path path, long me, int forbidden) throws IOException {
    Object owner = Files.getAttribute(path, "unix:uid");
    boolean mine = owner instanceof Integer uid && (uid == 0 || Integer.toUnsignedLong(uid) == me);
    return mine && (mode(path) & forbidden) == 0;
  }

  private static int mode(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:mode");
  }

  /** Copies with holes, because raw disks consist mostly of holes. */
  private static void copy(Path file, Path copy) throws IOException {
    Files.deleteIfExists(copy);
    try (FileChannel in = FileChannel.open(file);
        FileChannel out =
            FileChannel.open(
                copy,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      ByteBuffer zeros = ByteBuffer.allocate(BLOCK);
      long position = 0;
      while (in.read(block) >= 0) {
        block.flip();
        long after = position + block.remaining();
        if (!block.equals(zeros.limit(block.limit()))) {
          out.write(block, position);
        }
        position = after;
        block.clear();
      }
      if (position > 0 && out.size() < position) {
        out.write(ByteBuffer.allocate(1), position - 1);
      }
    }
  }
}
