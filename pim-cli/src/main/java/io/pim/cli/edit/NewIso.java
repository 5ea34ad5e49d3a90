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
 * An entry of the ISO catalog that is about to be written, at the end of a file.
 *
 * @param file the file, there or not
 * @param before what is in it now, comments and all
 * @param added the text of the entry
 * @param entry the same, as PIM will read it
 */
public record NewIso(Path file, String before, String added, IsoEntry entry) {
  /**
   * An entry for a file of the catalog, which may have others.
   *
   * @param file in {@code isos.d} of one of the folders
   * @throws ConfigProblems when there is one of this key, or with all that is wrong with it
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
                  Problem.at(there.origin(), "there is this ISO already", "")
                      .advise("change it there, or choose another: pim iso add KEY URL|FILE"));
            });
  }

  private static String joined(String before, String added) {
    String gap = before.isEmpty() ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    return before + gap + added;
  }

  /**
   * Writes the file whole.
   *
   * @throws java.nio.file.FileAlreadyExistsException when another program has made it meanwhile
   */
  public void write() throws IOException {
    byte[] content = joined(before, added).getBytes(StandardCharsets.UTF_8);
    if (!Files.exists(file)) {
      NewFile.write(file, content);
      return;
    }
    // A link to the file stays one.
    Path real = file.toRealPath();
    DurableFile.write(real, Files.getPosixFilePermissions(real), content);
  }
}
