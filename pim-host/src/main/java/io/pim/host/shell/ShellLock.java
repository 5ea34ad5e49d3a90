package io.pim.host.shell;

import io.pim.host.build.OpenBuild;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.ExclusiveFile;
import java.io.IOException;

/** Allows one shell of a build at a time. */
final class ShellLock {
  private ShellLock() {}

  /**
   * Takes the lock of a build.
   *
   * @return to be closed
   * @throws BuildFailure HOST_SETUP when another process has it; the message contains its process
   *     id
   */
  static ExclusiveFile.Hold take(OpenBuild build) throws IOException {
    String pid = Long.toString(ProcessHandle.current().pid());
    ExclusiveFile lock = new ExclusiveFile(build.folder().shellLock(), pid);
    return lock.tryHold().orElseThrow(() -> refused(build, lock));
  }

  private static BuildFailure refused(OpenBuild build, ExclusiveFile lock) {
    String pid = holder(lock);
    return BuildFailure.of(FailureKind.HOST_SETUP, "A shell of " + build.id() + " is open already.")
        .where("process " + pid)
        .why("A build has only one machine for shells.")
        .todo("Leave that one first; if nobody uses it: kill " + pid)
        .build();
  }

  private static String holder(ExclusiveFile lock) {
    try {
      return lock.holder().orElse("?");
    } catch (IOException e) {
      return "?";
    }
  }
}
