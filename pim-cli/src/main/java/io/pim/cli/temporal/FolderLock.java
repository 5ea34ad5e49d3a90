package io.pim.cli.temporal;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.ExclusiveFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Lets only one of this user's processes do an action at a time, and explains the wait.
 *
 * @param say receives one line when another process must be waited for
 * @param doing what that process does, as in "another pim is ..."
 */
record FolderLock(Path file, Consumer<String> say, String doing) {
  /** The work done under the lock. */
  interface Guarded<T> {
    T run() throws InterruptedException;
  }

  /** Waits for the lock without a limit, because all work under it has limits of its own. */
  <T> T holding(Guarded<T> action) throws InterruptedException {
    try {
      ExclusiveFile.Hold lock = new ExclusiveFile(file).hold(sayOnce());
      try {
        return action.run();
      } finally {
        lock.close();
      }
    } catch (IOException e) {
      throw BuildFailure.of(FailureKind.HOST_SETUP, "a lock cannot be taken")
          .where(file)
          .why(String.valueOf(e.getMessage()))
          .todo("check the folder's permissions and free space")
          .causedBy(e)
          .build();
    }
  }

  private Runnable sayOnce() {
    AtomicBoolean reported = new AtomicBoolean();
    return () -> {
      if (!reported.getAndSet(true)) {
        say.accept("Another pim is " + doing + "; waiting for it.");
      }
    };
  }
}
