package io.pim.host.shell;

import io.pim.host.build.OpenBuild;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One shell of a build at a time. The operating system gives the lock back when its holder dies,
 * however it dies; the file stays, because one that is removed could be locked twice.
 */
final class ShellLock implements AutoCloseable {
  private final FileChannel channel;

  private ShellLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of a build.
   *
   * @throws BuildFailure HOST_SETUP when another process has it, with that process's number
   */
  static ShellLock take(OpenBuild build) throws IOException {
    Path file = build.folder().shellLock();
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      taken = channel.tryLock() != null;
      if (!taken) {
        throw refused(build, Files.readString(file).strip());
      }
      channel.truncate(0);
      String pid = ProcessHandle.current().pid() + "\n";
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.UTF_8)));
      return new ShellLock(channel);
    } catch (OverlappingFileLockException e) {
      throw refused(build, Long.toString(ProcessHandle.current().pid()));
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  private static BuildFailure refused(OpenBuild build, String pid) {
    return BuildFailure.of(FailureKind.HOST_SETUP, "A shell of " + build.id() + " is open already.")
        .where("process " + pid)
        .why("There is one machine for looking into a build.")
        .todo("Leave that one first; where nobody sits there: kill " + pid)
        .build();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
