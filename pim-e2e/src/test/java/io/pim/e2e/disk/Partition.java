package io.pim.e2e.disk;

/**
 * An entry of a disk's partition table.
 *
 * @param start in bytes
 * @param size in bytes
 * @param type as sfdisk prints it: a GUID, or a number in a table of DOS
 */
public record Partition(int number, long start, long size, String type) {
  @Override
  public String toString() {
    return number + ": " + size + " bytes from " + start + ", type " + type;
  }
}
