package io.pim.model.iso;

import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives each ISO a file of its own. Many URLs end in the same name, such as {@code mini.iso}; two
 * entries that shared a file would set each other's download aside.
 */
final class FileClashes {
  private final Set<String> named;

  /**
   * @param named the keys of the entries whose file name is in the catalog
   */
  FileClashes(Set<String> named) {
    this.named = Set.copyOf(named);
  }

  /**
   * The entries with their files. An inferred name that another entry has, too, is replaced by the
   * key; two that the catalog gives are a problem.
   */
  List<IsoEntry> resolved(List<IsoEntry> entries, Problems problems) {
    List<IsoEntry> result = new ArrayList<>();
    for (IsoEntry entry : entries) {
      List<IsoEntry> others =
          entries.stream()
              .filter(other -> !other.key().equals(entry.key()))
              .filter(other -> other.fileName().equals(entry.fileName()))
              .filter(other -> !isSame(entry, other))
              .toList();
      if (others.isEmpty()) {
        result.add(entry);
      } else if (!named.contains(entry.key())) {
        result.add(entry.in(entry.key() + ".iso"));
      } else {
        result.add(entry);
        List<IsoEntry> alike =
            others.stream().filter(other -> named.contains(other.key())).toList();
        if (!alike.isEmpty()) {
          problems.add(problem(entry, alike));
        }
      }
    }
    return result;
  }

  private static boolean isSame(IsoEntry one, IsoEntry other) {
    return one.checksum().isPresent() && one.checksum().equals(other.checksum());
  }

  private static Problem problem(IsoEntry entry, List<IsoEntry> others) {
    String keys = others.stream().map(IsoEntry::key).collect(Collectors.joining(", "));
    return Problem.at(entry.origin(), "has the filename of " + keys, entry.fileName())
        .advise("give each ISO a filename of its own, or none");
  }
}
