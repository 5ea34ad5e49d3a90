package io.pim.tools.ssh;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the first bytes of an output and drops the rest. */
final class BoundedOutput implements OutputSink {
  private static final int LIMIT_BYTES = 64 << 10;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  @Override
  public void accept(byte[] chunk) {
    kept.write(chunk, 0, Math.min(chunk.length, LIMIT_BYTES - kept.size()));
  }

  String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }
}
