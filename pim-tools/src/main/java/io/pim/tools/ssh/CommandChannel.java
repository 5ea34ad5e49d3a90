package io.pim.tools.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The streams of one running command, wherever it runs. */
interface CommandChannel {
  InputStream stdout();

  InputStream stderr();

  OutputStream stdin();

  /** The number of bytes that the command's input takes now without waiting; 0 if it takes none. */
  long room();

  /** Whether the command runs, as far as this end knows. */
  boolean isOpen();

  /**
   * The exit status, once both outputs have ended.
   *
   * @param limitNanos how long it may take to come
   */
  ExitStatus status(long limitNanos) throws IOException;
}
