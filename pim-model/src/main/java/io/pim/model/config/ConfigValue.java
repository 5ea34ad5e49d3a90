package io.pim.model.config;

/** A value from a configuration file, with its position. */
public sealed interface ConfigValue permits ConfigMap, ConfigList, ConfigScalar {
  Origin origin();

  /** The value as it appears in messages. */
  String shown();

  /**
   * The value in plain Java: Map, List, String, Long, BigInteger, Double, Boolean or null.
   *
   * <p>Maps keep their key order.
   */
  Object plain();
}
