package io.pim.host.store;

import java.util.Collection;

/**
 * How large something is.
 *
 * @param allocated bytes it takes on the disk
 * @param length bytes its files are long; more than allocated where they have holes
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
