package io.pim.model.profile;

import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigValue;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import io.pim.model.config.Schema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The owners and modes that {@code files.d/NAME.yml} gives to paths of the tree {@code
 * files.d/NAME}. An owner applies to a folder and all below it; a mode to its path alone.
 *
 * @param tree paths without a leading slash, each with {@code owner}, {@code mode} or both
 */
record GuestFileRules(ConfigMap tree) {
  static final String ROOT = "root:root";

  private static final Rule<String> OWNER =
      Rules.matching(
          "must be USER or USER:GROUP, names or numbers of the guest",
          "[A-Za-z0-9_][A-Za-z0-9_-]{0,31}(:[A-Za-z0-9_][A-Za-z0-9_-]{0,31})?");
  private static final Rule<String> MODE =
      Rules.matching("must be an octal mode such as \"0640\"", "[0-7]{3,4}");

  /** The schema of one path's rules. */
  static final Schema SCHEMA = Schema.closed().field("owner", OWNER).field("mode", MODE);

  /** Reports every mistake, and paths that the tree does not have. */
  void check(Set<String> paths, Problems problems) {
    Set<String> known = new LinkedHashSet<>(paths);
    tree.entries()
        .forEach(
            (key, value) -> {
              if (!known.contains(plain(key))) {
                problems.add(
                    Problem.at(value.origin(), "is not a path of the tree", "")
                        .advise("write it without a slash at its end, such as etc/motd"));
              } else if (value instanceof ConfigMap rules) {
                SCHEMA.check(rules, problems);
              } else {
                problems.add(
                    Problem.at(value.origin(), "must be a section of owner, mode", value.shown()));
              }
            });
  }

  /** The owner of a path: its own, else that of the nearest folder above, else root. */
  String owner(String path) {
    for (String at : upwards(path)) {
      Optional<String> owner = rules(at).flatMap(rules -> rules.get("owner", OWNER));
      if (owner.isPresent()) {
        String name = owner.get();
        return name.contains(":") ? name : name + ":" + name;
      }
    }
    return ROOT;
  }

  /** The mode that is given to exactly this path. */
  Optional<Integer> mode(String path) {
    return rules(path).flatMap(rules -> rules.get("mode", MODE)).map(m -> Integer.parseInt(m, 8));
  }

  /** Whether exactly this path has rules. */
  boolean has(String path) {
    return rules(path).isPresent();
  }

  private Optional<ConfigMap> rules(String path) {
    for (Map.Entry<String, ConfigValue> entry : tree.entries().entrySet()) {
      if (plain(entry.getKey()).equals(path) && entry.getValue() instanceof ConfigMap rules) {
        return Optional.of(rules);
      }
    }
    return Optional.empty();
  }

  private static String plain(String key) {
    return key.startsWith("/") ? key.substring(1) : key;
  }

  private static List<String> upwards(String path) {
    List<String> result = new ArrayList<>();
    String at = path;
    while (!at.isEmpty()) {
      result.add(at);
      at = at.contains("/") ? at.substring(0, at.lastIndexOf('/')) : "";
    }
    return result;
  }
}
