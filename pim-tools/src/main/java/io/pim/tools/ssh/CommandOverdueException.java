package io.pim.tools.ssh;

/** Thrown when a command exceeds its time limit. */
final class CommandOverdueException extends Exception {
  private static final long serialVersionUID = 1L;
}
