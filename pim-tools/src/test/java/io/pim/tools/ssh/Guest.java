package io.pim.tools.ssh;

import java.io.IOException;

/** Something with an SSH server that stands in for a guest. */
interface Guest extends AutoCloseable {
  SshTarget target();

  /** Ends all connections as a dead network would, not the commands that run. */
  void dropConnections() throws IOException;

  @Override
  void close() throws IOException;
}
