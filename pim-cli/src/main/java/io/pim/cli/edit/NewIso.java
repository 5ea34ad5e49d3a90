package io.pim.cli.edit;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.YamlWriter;
import io.pim.model.files.DurableFile;
import io.pim.model.files.Names;
import io.pim.model.iso.IsoCatalog;
import io.pim.model.iso.IsoEntry;
import io.pim.model.profile.NamedTrees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * An entry of the ISO catalog to be appended to a file.
 *
 * @param file the file, which may not exist yet
 * @param before its present contents, including comments
 * @param added the text of the entry
 * @param entry the entry as PIM will read it
 */
public record NewIso(Path file, String before, String added, IsoEntry entry) {
  /**
   * A new entry for a file of the catalog, which may have other entries.
   *
   * @param file in {@code isos.d} of one of the folders
   * @throws ConfigProblems when the key exists already, or with every mistake in the entry
   */
  public static NewIso of(
      ConfigFolders folders, Path file, String key, Map<String, Object> settings)
      throws IOException {
    requireNew(folders, key);
    String before = Files.exists(file) ? Files.readString(file) : "";
    String added = YamlWriter.text(Map.of(key, settings));
    Problems problems = new Problems();
    String shown = folders.shown(file);
    Optional<IsoEntry> entry =
        IsoCatalog.preview(folders, key, joined(before, added), shown, problems);
    problems.throwIfAny();
    return new NewIso(file, before, added, entry.orElseThrow());
  }

  private static void requireNew(ConfigFolders folders, String key) {
    if (!Names.isPlain(key) || key.equals(NamedTrees.DEFAULT)) {
      throw new ConfigProblems(
          Problem.of(
              "", "'" + key + "' cannot be the key of an ISO: use letters, digits and . _ + -"));
    }
    Problems problems = new Problems();
    IsoCatalog catalog = IsoCatalog.read(folders, problems);
    problems.throwIfAny();
    catalog
        .find(key)
        .ifPresent(
            there -> {
              throw new ConfigProblems(
                  Problem.at(there.origin(), "this ISO exists already", "")
                      .advise("change it there, or choose another key: pim iso add KEY URL|FILE"));
            });
  }

  private static String joined(String before, String added) {
    String gap = before.isEmpty() ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    return before + gap + added;
  }

  /**
   * Writes the whole file.
   *
   * @throws java.nio.file.FileAlreadyExistsException when another program created it meanwhile
   */
  public void write() throws IOException {
    byte[] content = joined(before, added).getBytes(StandardCharsets.UTF_8);
    if (!Files.exists(file)) {
      NewFile.write(file, content);
      return;
    }
    // If the file is a link, it stays one.
    Path real = file.toRealPath();
    DurableFile.write(real, Files.getPosixFilePermissions(real), content);
  }
}
