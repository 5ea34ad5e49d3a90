package io.pim.tools.ssh;

/**
 * Receives a command's output in chunks of at most 32 KiB, which may split characters. Called on
 * the thread that runs the command; may throw to stop it.
 */
@FunctionalInterface
public interface OutputSink {
  void accept(byte[] chunk);
}
