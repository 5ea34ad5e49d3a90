package io.pim.cli.shell;

import io.pim.cli.output.Table;
import io.pim.cli.output.Terminal;
import io.pim.model.config.ConfigList;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigValue;
import io.pim.model.config.Origin;
import io.pim.model.config.SecretFields;
import java.util.ArrayList;
import java.util.List;

/**
 * One configuration value with its position; the JSON of {@code -o json}.
 *
 * @param path such as {@code build.disk_size}
 * @param value text, number, true or false, or a list; masked if secret
 * @param file name as shown in messages; {@code default} for PIM's own defaults
 * @param line counted from 1; 0 when there is none
 */
public record ConfigLine(String path, Object value, String file, int line) {
  private static final String MASK = "[secret]";

  /** All values of a tree, in file order. */
  public static List<ConfigLine> of(ConfigMap tree) {
    List<ConfigLine> lines = new ArrayList<>();
    collect("", tree, lines);
    return lines;
  }

  private static void collect(String path, ConfigValue value, List<ConfigLine> lines) {
    if (value instanceof ConfigMap map && !map.entries().isEmpty()) {
      map.entries()
          .forEach((key, entry) -> collect(path.isEmpty() ? key : path + "." + key, entry, lines));
      return;
    }
    boolean maps =
        value instanceof ConfigList list
            && list.items().stream().anyMatch(item -> !(item.plain() instanceof String));
    if (maps && value instanceof ConfigList list) {
      // A list of sections may contain a secret, so each item is examined under its own path.
      for (int i = 0; i < list.items().size(); i++) {
        collect(path + "[" + i + "]", list.items().get(i), lines);
      }
      return;
    }
    Origin origin = value.origin();
    Object shown = SecretFields.isSecretPath(path) ? MASK : withoutLogins(value.plain());
    lines.add(new ConfigLine(path, shown, origin.file(), origin.line()));
  }

  /** Removes logins from text. Lists contain only text here, because other lists were split up. */
  private static Object withoutLogins(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(ConfigLine::withoutLogins).toList();
    }
    return value instanceof String text ? SecretFields.withoutLogins(text) : value;
  }

  /** Prints a table for people. */
  public static void print(Terminal terminal, List<ConfigLine> lines) {
    Table table = new Table("SETTING", "VALUE", "FROM");
    for (ConfigLine line : lines) {
      table.row(
          line.path(), shown(line.value()), new Origin(line.file(), line.line(), line.path()));
    }
    table.print(terminal.out());
  }

  private static String shown(Object value) {
    if (value instanceof List<?> list) {
      return String.join(" ", list.stream().map(String::valueOf).toList());
    }
    return value == null ? "" : String.valueOf(value);
  }
}
