package io.pim.cli.edit;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problems;
import io.pim.model.config.YamlReader;
import io.pim.model.files.Names;
import io.pim.model.iso.IsoCatalog;
import io.pim.model.iso.IsoEntry;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Finds files of the ISO catalog for commands that name or remove them. */
public final class IsoEntryFile {
  private IsoEntryFile() {}

  /** The file that has only this entry; empty when the file has other entries, too. */
  public static Optional<Path> ofOnly(ConfigFolders folders, IsoEntry entry) {
    String shown = entry.origin().file();
    Path file = folders.project().resolve(shown);
    return new YamlReader(new Problems())
        .read(file, shown)
        .filter(tree -> tree.entries().keySet().equals(Set.of(entry.key())))
        .map(tree -> file);
  }

  /**
   * The path of a catalog file in a configuration folder.
   *
   * @param name {@code NAME.yml}, with or without {@code isos.d/}
   * @return empty when the name is not that of a catalog file
   */
  public static Optional<Path> named(Path folder, String name) {
    String prefix = IsoCatalog.FOLDER + "/";
    String plain = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    return plain.endsWith(".yml") && Names.isPlain(plain)
        ? Optional.of(folder.resolve(IsoCatalog.FOLDER).resolve(plain))
        : Optional.empty();
  }
}
