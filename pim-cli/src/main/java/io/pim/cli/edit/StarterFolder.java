package io.pim.cli.edit;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The configuration folder people start with: {@code examples/small}, kept as resources. */
public final class StarterFolder {
  /** The files, in the order in which people should read them. */
  static final List<String> FILES =
      List.of(
          "pim.yml",
          "isos.d/debian.yml",
          "profiles.d/default.yml",
          "profiles.d/developer.yml",
          "preseeds.d/default.cfg.erb",
          "installs.d/default.sh",
          "scripts.d/base.sh",
          "scripts.d/developer.sh",
          "verifications.d/default.sh");

  private StarterFolder() {}

  /**
   * The result of writing.
   *
   * @param written relative to the folder
   * @param kept files that existed already and were not changed
   */
  public record Result(Path folder, List<String> written, List<String> kept) {
    public Result {
      written = List.copyOf(written);
      kept = List.copyOf(kept);
    }
  }

  /** Writes each file that is missing in the folder. */
  public static Result write(Path folder) throws IOException {
    List<String> written = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    for (String name : FILES) {
      try {
        NewFile.write(folder.resolve(name), content(name));
        written.add(name);
      } catch (FileAlreadyExistsException there) {
        if (!there.getFile().equals(folder.resolve(name).toString())) {
          // A file has the name of a folder.
          throw there;
        }
        kept.add(name);
      }
    }
    return new Result(folder, written, kept);
  }

  static byte[] content(String name) throws IOException {
    try (InputStream in = StarterFolder.class.getResourceAsStream("starter/" + name)) {
      if (in == null) {
        throw new FileNotFoundException("PIM's own " + name);
      }
      return in.readAllBytes();
    }
  }
}
