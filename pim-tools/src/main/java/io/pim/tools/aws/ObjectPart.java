package io.pim.tools.aws;

/**
 * A part of a file that becomes an object.
 *
 * @param number counted from 1
 * @param offset in the file
 * @param checksum its SHA-256, in Base64
 */
record ObjectPart(int number, long offset, long size, String checksum) {
  /** Whether a part that S3 has is this one. */
  boolean isThere(StoredPart stored) {
    return stored != null && stored.size() == size && checksum.equals(stored.checksum());
  }
}
