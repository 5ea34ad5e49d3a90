package io.pim.tools.ssh;

import java.io.IOException;

/** A stand-in for a guest, with an SSH server. */
interface Guest extends AutoCloseable {
  SshTarget target();

  /** Ends all connections as a dead network would, but not the commands that run. */
  void dropConnections() throws IOException;

  @Override
  void close() throws IOException;
}
