package io.pim.model.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Turns the nodes of one YAML document into values. A value gets the line of its key. */
final class NodeReader {
  /** Far more than any real file has, and far fewer than nested aliases can expand to. */
  private static final int MOST_VALUES = 50_000;

  private final String file;
  private final Problems problems;
  private final ScalarReader scalars = new ScalarReader();
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int count;

  NodeReader(String file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  Optional<ConfigMap> root(Node node) {
    Origin origin = new Origin(file, line(node), "");
    ConfigValue value = value(node, origin);
    if (value instanceof ConfigMap map) {
      return Optional.of(map);
    }
    if (value instanceof ConfigScalar scalar && scalar.isNull()) {
      return Optional.of(ConfigMap.empty(file));
    }
    problems.add(Problem.at(origin, "must be names and values (key: value)", value.shown()));
    return Optional.empty();
  }

  private ConfigValue value(Node node, Origin origin) {
    if (++count == MOST_VALUES) {
      problems.add(
          Problem.at(origin, "is too large: aliases make more than 50000 values of it", ""));
    }
    if (count >= MOST_VALUES) {
      return nothing(origin);
    }
    if (node instanceof ScalarNode scalar) {
      return scalar(scalar, origin);
    }
    if (!open.add(node)) {
      problems.add(Problem.at(origin, "must not contain itself through an alias", ""));
      return nothing(origin);
    }
    try {
      return node instanceof SequenceNode sequence
          ? list(sequence, origin)
          : map((MappingNode) node, origin);
    } finally {
      open.remove(node);
    }
  }

  private ConfigValue list(SequenceNode node, Origin origin) {
    requireTag(node, Tag.SEQ, origin);
    List<ConfigValue> items = new ArrayList<>();
    for (Node item : node.getValue()) {
      String path = origin.path() + "[" + items.size() + "]";
      items.add(value(item, new Origin(file, line(item), path)));
    }
    return new ConfigList(origin, items);
  }

  private ConfigValue map(MappingNode node, Origin origin) {
    requireTag(node, Tag.MAP, origin);
    Map<String, ConfigValue> own = new LinkedHashMap<>();
    Map<String, ConfigValue> inherited = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      Node key = tuple.getKeyNode();
      Origin place = new Origin(file, line(key), path(origin, key));
      if (key.getTag().equals(Tag.MERGE)) {
        inherit(value(tuple.getValueNode(), origin), place, inherited);
      } else if (!(key instanceof ScalarNode scalar) || scalar.getValue().isEmpty()) {
        problems.add(Problem.at(place, "has a key that is not a name", ""));
      } else if (own.containsKey(scalar.getValue())) {
        int first = own.get(scalar.getValue()).origin().line();
        problems.add(Problem.at(place, "is set twice, first on line " + first, ""));
      } else {
        own.put(scalar.getValue(), value(tuple.getValueNode(), place));
      }
    }
    // YAML's merge rule: a key of the section itself replaces the whole merged value.
    inherited.putAll(own);
    return new ConfigMap(origin, inherited);
  }

  /** When several sections are merged in, the first one that has a key wins. */
  private void inherit(ConfigValue source, Origin place, Map<String, ConfigValue> inherited) {
    if (source instanceof ConfigMap map) {
      map.entries().forEach(inherited::putIfAbsent);
    } else if (source instanceof ConfigList list) {
      list.items().forEach(item -> inherit(item, place, inherited));
    } else {
      problems.add(Problem.at(place, "must be an alias of a section", ""));
    }
  }

  private ConfigValue scalar(ScalarNode node, Origin origin) {
    try {
      return new ConfigScalar(origin, scalars.read(node), node.getValue());
    } catch (IllegalArgumentException e) {
      problems.add(Problem.at(origin, "has a type PIM does not read: " + node.getTag(), ""));
      return nothing(origin);
    }
  }

  private void requireTag(Node node, Tag tag, Origin origin) {
    if (!node.getTag().equals(tag)) {
      problems.add(Problem.at(origin, "has a type PIM does not read: " + node.getTag(), ""));
    }
  }

  private static ConfigValue nothing(Origin origin) {
    return new ConfigScalar(origin, null, "");
  }

  private static String path(Origin parent, Node key) {
    String name = key instanceof ScalarNode scalar ? scalar.getValue() : "?";
    return parent.path().isEmpty() ? name : parent.path() + "." + name;
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
