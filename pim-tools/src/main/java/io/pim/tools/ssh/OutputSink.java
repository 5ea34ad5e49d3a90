package io.pim.tools.ssh;

/**
 * Takes the output of a command as it comes, in chunks of at most 32 KiB that fall anywhere, also
 * within a character. Called in the thread that runs the command; may throw to stop it.
 */
@FunctionalInterface
public interface OutputSink {
  void accept(byte[] chunk);
}
