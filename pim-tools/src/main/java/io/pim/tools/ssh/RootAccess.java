package io.pim.tools.ssh;

/** A way to shells of root in one guest. */
interface RootAccess {
  /** Starts a shell that takes commands until it is closed. */
  HeldShell hold() throws InterruptedException;

  /** Whether this access is open, as far as this end knows. */
  boolean isOpen();

  /** The guest, for messages. */
  String where();

  /** The kind of access, for logs. */
  String describe();

  void close();
}
