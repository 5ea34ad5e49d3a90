package io.pim.tools.ssh;

/** A command that took longer than it may. */
final class CommandOverdueException extends Exception {
  private static final long serialVersionUID = 1L;
}
