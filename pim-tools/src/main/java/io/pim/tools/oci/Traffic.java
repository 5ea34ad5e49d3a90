package io.pim.tools.oci;

/**
 * Counts the bytes of bodies between this process and a registry while they travel; failed attempts
 * count as well. Called from several threads.
 */
public interface Traffic {
  /** Counts nothing. */
  Traffic UNCOUNTED =
      new Traffic() {
        @Override
        public void sent(long bytes) {}

        @Override
        public void received(long bytes) {}
      };

  /** Adds bytes that were handed to the connection. */
  void sent(long bytes);

  /** Adds bytes that have arrived. */
  void received(long bytes);
}
