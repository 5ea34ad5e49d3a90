package io.pim.host.store;

import java.util.Collection;

/**
 * The size of something.
 *
 * @param allocated the bytes on the disk
 * @param length the length of its files in bytes; more than allocated if they have holes
 */
public record StoreSize(long allocated, long length) {
  public static final StoreSize NONE = new StoreSize(0, 0);

  public StoreSize plus(StoreSize other) {
    return new StoreSize(allocated + other.allocated, length + other.length);
  }

  static StoreSize sum(Collection<StoreSize> sizes) {
    return sizes.stream().reduce(NONE, StoreSize::plus);
  }
}
