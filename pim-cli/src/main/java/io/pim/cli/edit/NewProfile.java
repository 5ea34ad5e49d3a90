package io.pim.cli.edit;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.YamlReader;
import io.pim.model.config.YamlWriter;
import io.pim.model.files.Names;
import io.pim.model.profile.ConfigFile;
import io.pim.model.profile.ConfigFiles;
import io.pim.model.profile.FileKind;
import io.pim.model.profile.NamedTrees;
import io.pim.model.profile.ProfileSchema;
import io.pim.model.profile.Profiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A profile to be written, with the files that belong to it by name.
 *
 * @param files the texts by path; the profile's own file first
 */
public record NewProfile(Map<Path, String> files) {
  private static final String SCRIPTS = "scripts";

  /**
   * A profile with its own settings only, or a copy of another profile with the same meaning.
   *
   * @param target the configuration folder to write to
   * @param from the profile whose own settings and files are copied
   * @param changes settings by dotted path, which override copied ones
   * @param ownScript whether it also runs a script of its own name
   * @throws ConfigProblems when the name exists already, or with every mistake in the profile
   */
  public static NewProfile of(
      ConfigFolders folders,
      Path target,
      String name,
      Optional<String> from,
      Map<String, Object> changes,
      boolean ownScript) {
    Problems problems = new Problems();
    Profiles profiles = Profiles.read(folders, problems);
    problems.throwIfAny();
    requireNew(profiles, name);
    ConfigFiles files = new ConfigFiles(folders);
    Map<String, Object> settings = new LinkedHashMap<>();
    Map<Path, String> copies = new LinkedHashMap<>();
    from.ifPresent(
        source -> {
          settings.putAll(own(profiles, source).plain());
          keepScripts(profiles, files, source, settings);
          copies.putAll(copies(files, target, source, name));
        });
    if (ownScript) {
      listOwnScript(profiles, name, from, settings);
    }
    changes.forEach((path, value) -> set(settings, path, value));
    String text = YamlWriter.text(Map.of(name, settings));
    check(name, text);
    Map<Path, String> all = new LinkedHashMap<>();
    all.put(target.resolve(Profiles.FOLDER).resolve(name + ".yml"), text);
    all.putAll(copies);
    return new NewProfile(all);
  }

  /** The same profile with one more text file. */
  public NewProfile with(Path file, String text) {
    Map<Path, String> all = new LinkedHashMap<>(files);
    all.putIfAbsent(file, text);
    return new NewProfile(all);
  }

  /**
   * Writes all files, the profile last, so that nothing uses the others before they are complete.
   *
   * @throws java.nio.file.FileAlreadyExistsException when one exists already
   */
  public List<Path> write() throws IOException {
    List<Path> order = new ArrayList<>(files.keySet());
    order.add(order.remove(0));
    for (Path file : order) {
      NewFile.write(file, files.get(file).getBytes(StandardCharsets.UTF_8));
    }
    return List.copyOf(files.keySet());
  }

  private static void requireNew(Profiles profiles, String name) {
    if (!Names.isPlain(name)) {
      throw new ConfigProblems(
          Problem.of(
              "",
              "'" + name + "' cannot be the name of a profile: use letters, digits and . _ + -"));
    }
    Optional.ofNullable(profiles.trees().entries().get(name))
        .ifPresent(
            there -> {
              throw new ConfigProblems(
                  Problem.at(there.origin(), "this profile exists already", "")
                      .advise("change it: pim profile edit " + name));
            });
  }

  private static ConfigMap own(Profiles profiles, String source) {
    // Throws for an unknown name, with the nearest one.
    profiles.get(source);
    return profiles.trees().entries().get(source);
  }

  /**
   * A profile without a list of scripts runs the script of its own name. The copy has another name,
   * so it must list that script.
   */
  private static void keepScripts(
      Profiles profiles, ConfigFiles files, String source, Map<String, Object> settings) {
    if (profiles.get(source).scripts().isEmpty()
        && files.named(FileKind.SCRIPT, source).isPresent()) {
      settings.put(SCRIPTS, List.of(source));
    }
  }

  /** A profile with a list of scripts runs only those in the list. */
  private static void listOwnScript(
      Profiles profiles, String name, Optional<String> from, Map<String, Object> settings) {
    Optional<List<String>> inherited =
        from.or(() -> Optional.of(NamedTrees.DEFAULT).filter(profiles.names()::contains))
            .flatMap(source -> profiles.get(source).scripts());
    List<Object> scripts = new ArrayList<>(inherited.orElse(List.of()));
    if (scripts.isEmpty() && settings.get(SCRIPTS) instanceof List<?> copied) {
      scripts.addAll(copied);
    }
    if (!scripts.isEmpty()) {
      scripts.add(name);
      settings.put(SCRIPTS, scripts);
    }
  }

  /** Copies the files that PIM finds only by the profile's name. */
  private static Map<Path, String> copies(
      ConfigFiles files, Path target, String source, String name) {
    Map<Path, String> copies = new LinkedHashMap<>();
    for (FileKind kind : List.of(FileKind.PRESEED, FileKind.INSTALL, FileKind.VERIFICATION)) {
      files
          .named(kind, source)
          .map(ConfigFile::text)
          .ifPresent(text -> copies.put(file(target, kind, name), text));
    }
    return copies;
  }

  /** The path of a profile's file of this kind in a configuration folder. */
  public static Path file(Path target, FileKind kind, String name) {
    return Names.inside(target.resolve(kind.folder()), name + kind.suffix());
  }

  @SuppressWarnings("unchecked") // YamlReader made the keys: all are text
  private static void set(Map<String, Object> settings, String path, Object value) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      settings.put(path, value);
      return;
    }
    Object below = settings.get(path.substring(0, dot));
    Map<String, Object> section =
        below instanceof Map<?, ?> map
            ? new LinkedHashMap<>((Map<String, Object>) map)
            : new LinkedHashMap<>();
    set(section, path.substring(dot + 1), value);
    settings.put(path.substring(0, dot), section);
  }

  private static void check(String name, String text) {
    Problems problems = new Problems();
    new YamlReader(problems)
        .parse(text, Profiles.FOLDER + "/" + name + ".yml")
        .ifPresent(tree -> ProfileSchema.ALL.check(tree.section(name), problems));
    problems.throwIfAny();
  }
}
