package io.pim.model.iso;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.Rules;
import io.pim.model.files.Names;
import io.pim.model.unit.Architecture;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes a catalog entry from its settings, and infers missing ones. */
final class IsoReader {
  private static final Pattern BETWEEN_PARTS = Pattern.compile("[^A-Za-z0-9_]+");

  private final ConfigFolders folders;
  private final Problems problems;

  IsoReader(ConfigFolders folders, Problems problems) {
    this.folders = folders;
    this.problems = problems;
  }

  /** The entry; empty after a problem, which has been added to {@code problems}. */
  Optional<IsoEntry> read(String key, ConfigMap settings) {
    int before = problems.list().size();
    IsoSchema.ALL.check(settings, problems);
    List<String> urls = urls(settings);
    Optional<String> fileName = settings.get("filename", Rules.NAME).or(() -> fileName(urls));
    Optional<Architecture> architecture =
        settings.get("architecture", Rules.ARCHITECTURE).or(() -> architecture(key, fileName));
    if (problems.list().size() == before) {
      require(!urls.isEmpty(), settings, "needs a url");
      require(
          fileName.isPresent() || urls.isEmpty(),
          settings,
          "needs a filename, because its url does not end in one");
      require(architecture.isPresent(), settings, "needs an architecture: x86_64 or arm64");
    }
    Optional<Path> keyring = settings.get("keyring", Rules.WORDS).map(this::keyring);
    if (problems.list().size() > before) {
      return Optional.empty();
    }
    return Optional.of(
        new IsoEntry(
            key,
            settings.get("name", Rules.TEXT).orElse(key),
            urls,
            settings.get("checksum", IsoSchema.CHECKSUM),
            settings.get("checksum_url", Rules.URL),
            settings.get("signature_url", Rules.URL),
            keyring,
            fileName.orElseThrow(),
            architecture.orElseThrow(),
            settings.origin()));
  }

  private void require(boolean condition, ConfigMap settings, String rule) {
    if (!condition) {
      problems.add(Problem.at(settings.origin(), rule, ""));
    }
  }

  /** A relative path is searched in the configuration folders. */
  private Path keyring(String name) {
    Path found =
        folders.inSearchOrder().stream()
            .map(folder -> folder.resolve(name))
            .filter(Files::exists)
            .findFirst()
            .orElse(folders.project().resolve(name));
    folders.distrust(found).ifPresent(problems::add);
    return found;
  }

  private static List<String> urls(ConfigMap settings) {
    return Stream.of(
            settings.get("url", Rules.URL).stream(),
            settings.list("urls", IsoSchema.URLS).stream(),
            settings.list("mirrors", IsoSchema.URLS).stream())
        .flatMap(urls -> urls)
        .distinct()
        .toList();
  }

  private static Optional<String> fileName(List<String> urls) {
    return urls.stream()
        .map(url -> URI.create(url).getPath())
        .map(path -> path.substring(path.lastIndexOf('/') + 1))
        .filter(Names::isPlain)
        .findFirst();
  }

  /** The single architecture whose name is part of the key or the file's name. */
  private static Optional<Architecture> architecture(String key, Optional<String> fileName) {
    List<Architecture> named =
        Stream.concat(Stream.of(key), fileName.stream())
            .flatMap(BETWEEN_PARTS::splitAsStream)
            .flatMap(part -> Architecture.named(part).stream())
            .distinct()
            .toList();
    return named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty();
  }
}
