package io.pim.model.profile;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.config.YamlReader;
import io.pim.model.files.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the tree that is laid into the guest: {@code files.d/NAME}, with the rules in {@code
 * files.d/NAME.yml}. NAME is the profile's, else {@code default}; the project's tree comes before
 * the global one.
 */
public final class GuestFileReader {
  /** Larger trees belong in a package or a download; a plan holds less than this anyway. */
  private static final long MOST_BYTES = 4 << 20;

  private static final int MOST_FILES = 10_000;

  /** Their contents are lost when the machine stops. */
  private static final Set<String> IN_MEMORY = Set.of("dev", "proc", "run", "sys");

  /** Files that only keep folders in git, or that a desktop leaves. */
  private static final Set<String> LEFT_OUT = Set.of(".gitkeep", ".DS_Store");

  /** Write permission for others depends on the umask of the person who checked out the folder. */
  private static final int WRITABLE_BY_OTHERS = 0022;

  private static final int MODE_BITS = 07777;
  private static final int LINK_MODE = 0777;

  private final ConfigFolders folders;
  private final Problems problems;
  private final Map<String, Path> found = new TreeMap<>();
  private long bytes;

  public GuestFileReader(ConfigFolders folders, Problems problems) {
    this.folders = folders;
    this.problems = problems;
  }

  /** The profile's tree; empty if there is none, or after a problem. */
  public Optional<GuestFiles> of(String profile) {
    return tree(profile).flatMap(this::read);
  }

  /** The name of the profile's tree in messages. */
  public static Optional<String> shown(ConfigFolders folders, String profile) {
    return new GuestFileReader(folders, new Problems()).tree(profile).map(folders::shown);
  }

  private Optional<Path> tree(String profile) {
    return Stream.of(profile, NamedTrees.DEFAULT)
        .filter(Names::isPlain)
        .flatMap(
            name ->
                folders.inSearchOrder().stream()
                    .map(folder -> folder.resolve(GuestFiles.FOLDER).resolve(name)))
        .filter(folder -> Files.exists(folder, LinkOption.NOFOLLOW_LINKS))
        .findFirst();
  }

  private Optional<GuestFiles> read(Path root) {
    int before = problems.list().size();
    found.clear();
    bytes = 0;
    String shown = folders.shown(root);
    try {
      if (!Files.isDirectory(root)) {
        problems.add(Problem.of(shown, "must be a folder with the tree to lay into the guest"));
        return Optional.empty();
      }
      if (isTrusted(root)) {
        walk(root, "");
      }
      GuestFileRules rules = rules(root);
      rules.check(found.keySet(), problems);
      if (problems.list().size() > before) {
        return Optional.empty();
      }
      List<GuestFile> files = new ArrayList<>();
      for (Map.Entry<String, Path> entry : found.entrySet()) {
        files.add(file(entry.getKey(), entry.getValue(), rules));
      }
      return Optional.of(new GuestFiles(shown, files)).filter(all -> !all.files().isEmpty());
    } catch (IOException e) {
      problems.add(Problem.of(shown, "cannot be read: " + e.getMessage()));
      return Optional.empty();
    }
  }

  private GuestFileRules rules(Path root) {
    Path file = root.resolveSibling(root.getFileName() + ".yml");
    ConfigMap tree = ConfigMap.empty(folders.shown(file));
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && isTrusted(file)) {
      tree = new YamlReader(problems).read(file, folders.shown(file)).orElse(tree);
    }
    return new GuestFileRules(tree);
  }

  private boolean isTrusted(Path path) {
    Optional<Problem> distrust = folders.distrust(path);
    distrust.ifPresent(problems::add);
    return distrust.isEmpty();
  }

  /** Collects the contents of a folder, by path below the root. */
  private void walk(Path folder, String above) throws IOException {
    for (Path path : list(folder)) {
      String name = path.getFileName().toString();
      String inTree = above + name;
      if (!accepts(path, name, inTree)) {
        continue;
      }
      found.put(inTree, path);
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        walk(path, inTree + "/");
      }
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().collect(Collectors.toList());
    }
  }

  private boolean accepts(Path path, String name, String inTree) throws IOException {
    if (LEFT_OUT.contains(name)) {
      return false;
    }
    String shown = folders.shown(path);
    int before = problems.list().size();
    if (!isName(name)) {
      problems.add(
          Problem.of(shown, "has a name that PIM does not lay into guests")
              .advise("use UTF-8 without control characters, and a UTF-8 locale"));
    } else if (IN_MEMORY.contains(inTree)) {
      problems.add(
          Problem.of(shown, "is a place that the guest keeps in memory only")
              .advise("let a script or a systemd unit make it at each start"));
    } else if (isTrusted(path)) {
      checkKind(path, shown);
    }
    return problems.list().size() == before;
  }

  private void checkKind(Path path, String shown) throws IOException {
    boolean link = Files.isSymbolicLink(path);
    boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    if (link && !isName(Files.readSymbolicLink(path).toString().replace('/', '.'))) {
      problems.add(Problem.of(shown, "is a link to a name with control characters"));
    } else if (!link && !file && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      problems.add(Problem.of(shown, "must be a file, a folder or a symbolic link"));
    } else if (!link && !Files.isReadable(path)) {
      problems.add(Problem.of(shown, "cannot be read: give yourself the right to"));
    } else if (file) {
      bytes += Files.size(path);
    }
    if (bytes > MOST_BYTES || found.size() >= MOST_FILES) {
      problems.add(
          Problem.of(
                  GuestFiles.FOLDER,
                  "holds more than " + (MOST_BYTES >> 20) + " MiB or " + MOST_FILES + " files")
              .advise("let a script download large parts"));
    }
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0xFFFD);
  }

  private GuestFile file(String inTree, Path path, GuestFileRules rules) throws IOException {
    String owner = rules.owner(inTree);
    boolean given = rules.has(inTree);
    String inGuest = "/" + inTree;
    if (Files.isSymbolicLink(path)) {
      byte[] target = Files.readSymbolicLink(path).toString().getBytes(StandardCharsets.UTF_8);
      return new GuestFile(GuestFile.Kind.LINK, inGuest, LINK_MODE, owner, given, target);
    }
    int mode = rules.mode(inTree).orElse(mode(path));
    return Files.isDirectory(path)
        ? new GuestFile(GuestFile.Kind.FOLDER, inGuest, mode, owner, given, new byte[0])
        : new GuestFile(GuestFile.Kind.FILE, inGuest, mode, owner, given, Files.readAllBytes(path));
  }

  private static int mode(Path path) throws IOException {
    int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return mode & MODE_BITS & ~WRITABLE_BY_OTHERS;
  }
}
