package io.pim.cli.config;

import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigValue;
import io.pim.model.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Notes on {@code build.remotes}, which the Ruby PIM had, and on builders that name one of them.
 */
final class RemotesNote {
  private RemotesNote() {}

  static List<String> of(Settings settings) {
    ConfigMap build = settings.tree().section("build");
    Optional<ConfigValue> remotes = build.get("remotes");
    if (remotes.isEmpty()) {
      return List.of();
    }
    List<String> notes = new ArrayList<>();
    notes.add(
        remotes.get().origin()
            + ": build.remotes is not used: other hosts run workers, which pim worker invite "
            + "adds");
    ConfigMap named = build.section("remotes");
    build
        .section("builders")
        .entries()
        .forEach(
            (architecture, builder) -> {
              String name = String.valueOf(builder.plain());
              if (named.entries().containsKey(name)) {
                notes.add(
                    builder.origin()
                        + ": build.builders."
                        + architecture
                        + " is "
                        + name
                        + ", one of "
                        + "build.remotes: builds wait until pim worker list has a host with this "
                        + "id");
              }
            });
    return List.copyOf(notes);
  }
}
