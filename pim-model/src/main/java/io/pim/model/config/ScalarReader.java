package io.pim.model.config;

import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads scalars by the rules of YAML 1.1, as the Ruby PIM did, except that dates stay text. */
final class ScalarReader extends SafeConstructor {
  private static final Set<Tag> PLAIN = Set.of(Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL);
  private static final Set<Tag> TEXT = Set.of(Tag.STR, Tag.TIMESTAMP, Tag.MERGE);

  ScalarReader() {
    super(new LoaderOptions());
  }

  /**
   * The value of a node.
   *
   * @return String, Long, BigInteger, Double, Boolean or null
   * @throws IllegalArgumentException for any other type
   */
  Object read(ScalarNode node) {
    if (TEXT.contains(node.getTag())) {
      return node.getValue();
    }
    if (!PLAIN.contains(node.getTag())) {
      throw new IllegalArgumentException(node.getTag().getValue());
    }
    try {
      Object value = constructObject(node);
      return value instanceof Integer number ? Long.valueOf(number) : value;
    } catch (YAMLException | NumberFormatException e) {
      throw new IllegalArgumentException(node.getTag().getValue(), e);
    }
  }
}
