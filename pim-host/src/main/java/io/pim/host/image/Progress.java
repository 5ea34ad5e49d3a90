package io.pim.host.image;

/** Told how far a long piece of work is; what it throws ends the work. */
@FunctionalInterface
public interface Progress {
  /**
   * Some of it is done.
   *
   * @param fraction 0 to 1; negative where nobody knows
   * @param doing what is done at the moment, such as {@code converting}
   */
  void at(double fraction, String doing);
}
