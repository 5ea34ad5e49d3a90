package io.pim.cli.iso;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.shell.CliContext;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.NearestName;
import io.pim.model.config.Problems;
import io.pim.model.iso.IsoCatalog;
import io.pim.model.iso.IsoEntry;
import io.pim.model.unit.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the catalog's ISOs that a command names. */
final class IsoSelection {
  private final List<IsoEntry> entries;

  private IsoSelection(List<IsoEntry> entries) {
    this.entries = entries;
  }

  /**
   * A selection from the catalog of these folders, restricted to an architecture if one is given.
   */
  static IsoSelection of(CliContext context, Optional<Architecture> architecture) {
    Problems problems = new Problems();
    IsoCatalog catalog = IsoCatalog.read(ConfigFolders.of(context.folders()), problems);
    problems.throwIfAny();
    return new IsoSelection(
        catalog.entries().stream()
            .filter(entry -> architecture.map(a -> a == entry.architecture()).orElse(true))
            .toList());
  }

  List<IsoEntry> all() {
    return entries;
  }

  /**
   * The entries whose keys match the names or patterns ({@code *} stands for any text), in the
   * catalog's order.
   *
   * @throws io.pim.cli.output.CommandFailure for a pattern without a match
   */
  List<IsoEntry> named(List<String> patterns) {
    List<IsoEntry> found = new ArrayList<>();
    for (String pattern : patterns) {
      List<IsoEntry> matching = entries.stream().filter(e -> matches(pattern, e.key())).toList();
      if (matching.isEmpty()) {
        throw unknown(pattern).failure();
      }
      found.addAll(matching);
    }
    return entries.stream().filter(found::contains).toList();
  }

  private static boolean matches(String pattern, String key) {
    String regex =
        Pattern.compile("\\*")
            .splitAsStream(pattern + " ")
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return Pattern.matches(regex, key + " ");
  }

  private Complaint unknown(String pattern) {
    List<String> keys = entries.stream().map(IsoEntry::key).toList();
    String nearest = NearestName.question(pattern, keys);
    return Complaint.of(ExitStatus.USAGE, "There is no ISO '" + pattern + "' in the catalog.")
        .because(keys.isEmpty() ? "it is empty" : "it has " + String.join(", ", keys))
        .advise(nearest + "See: pim iso list");
  }
}
