package io.pim.cli.temporal;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * A file's lock, so that of several processes of this user one at a time does a thing. The
 * operating system gives it back when the holder dies, however it dies.
 *
 * @param say told, in one line, that another process is waited for
 * @param doing what that process does, as in "another pim is ..."
 */
record FolderLock(Path file, Consumer<String> say, String doing) {
  /** What is done while the lock is held. */
  interface Guarded<T> {
    T run() throws InterruptedException;
  }

  /** Waits for the lock, without a limit: all that is done under it has limits of its own. */
  <T> T holding(Guarded<T> action) throws InterruptedException {
    try (FileChannel channel = open()) {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        say.accept("Another pim is " + doing + "; waiting for it.");
        lock = channel.lock();
      }
      T result = action.run();
      lock.release();
      return result;
    } catch (IOException e) {
      throw BuildFailure.of(FailureKind.HOST_SETUP, "a lock cannot be taken")
          .where(file)
          .why(String.valueOf(e.getMessage()))
          .todo("look at the folder's permissions and free space")
          .causedBy(e)
          .build();
    }
  }

  private FileChannel open() throws IOException {
    Files.createDirectories(file.getParent());
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }
}
