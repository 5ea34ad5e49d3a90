package io.pim.model.config;

/** A value as it stands in a configuration file, with its place. */
public sealed interface ConfigValue permits ConfigMap, ConfigList, ConfigScalar {
  Origin origin();

  /** The value as people recognise it in a message. */
  String shown();

  /**
   * The value in plain Java: Map, List, String, Long, BigInteger, Double, Boolean or null.
   *
   * <p>Maps keep the order of their keys.
   */
  Object plain();
}
