package io.pim.tools.qemu;

import com.sun.security.auth.module.UnixSystem;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.RuntimeFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * The folder of sockets and pid files. Nobody else may access it, because a monitor gives full
 * control.
 */
public final class RuntimeFolder {
  /** The limit of a socket's path on macOS, including the final zero byte. */
  private static final int SOCKET_NAME_BYTES = 104;

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  private RuntimeFolder() {}

  /**
   * Creates the folder if needed, and checks that the sockets' paths fit.
   *
   * @throws BuildFailure HOST_SETUP
   */
  static void prepare(RuntimeFiles files) {
    requireShortNames(files);
    try {
      make(files.folder());
    } catch (IOException e) {
      throw HostFailures.of(e, "the folder for sockets cannot be made", files.folder());
    }
  }

  /**
   * Creates the folder if it is missing.
   *
   * @throws BuildFailure HOST_SETUP if it belongs to another user
   */
  public static void make(Path folder) throws IOException {
    Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
    requireOwn(folder);
    Files.setPosixFilePermissions(folder, PRIVATE);
  }

  /**
   * Checks whether {@link #prepare} would succeed, without any change.
   *
   * @throws BuildFailure HOST_SETUP when the folder is another user's, or the paths are too long
   */
  public static void look(RuntimeFiles files) throws IOException {
    requireShortNames(files);
    if (Files.exists(files.folder(), LinkOption.NOFOLLOW_LINKS)) {
      requireOwn(files.folder());
    }
  }

  /** Removes the files of a virtual machine that has ended. */
  static void clear(RuntimeFiles files) {
    PrivateInputs.remove(files);
    for (Path file :
        List.of(
            files.qmp(),
            files.guestAgent(),
            files.serial(),
            files.shell(),
            files.shellErrors(),
            files.shellCalls(),
            files.pid())) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw HostFailures.of(e, "a file of an ended virtual machine cannot be removed", file);
      }
    }
  }

  private static void requireOwn(Path folder) throws IOException {
    Object owner = Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    long me = new UnixSystem().getUid();
    boolean link = Files.isSymbolicLink(folder);
    if (!link && owner instanceof Integer uid && Integer.toUnsignedLong(uid) == me) {
      return;
    }
    throw BuildFailure.of(FailureKind.HOST_SETUP, "the folder for sockets is not safe to use")
        .where(folder)
        .why(link ? "it is a symbolic link" : "it belongs to user " + owner + ", not to " + me)
        .todo("remove it, or set XDG_RUNTIME_DIR to a folder of your own")
        .build();
  }

  private static void requireShortNames(RuntimeFiles files) {
    int length = files.serial().toString().getBytes(StandardCharsets.UTF_8).length;
    if (length >= SOCKET_NAME_BYTES) {
      throw BuildFailure.of(FailureKind.HOST_SETUP, "a socket's name is too long")
          .where(files.serial())
          .why("it has " + length + " bytes; the limit is " + (SOCKET_NAME_BYTES - 1))
          .todo("set XDG_RUNTIME_DIR to a shorter folder, or give the profile a shorter name")
          .build();
    }
  }
}
