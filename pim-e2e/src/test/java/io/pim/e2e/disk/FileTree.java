package io.pim.e2e.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a file system, copied to a folder. Links are never followed, because they lead to
 * files of the host.
 */
public final class FileTree {
  private static final int MODE = 0xFFF;

  private final Path folder;
  private final SortedMap<String, String> entries;

  private FileTree(Path folder, SortedMap<String, String> entries) {
    this.folder = folder;
    this.entries = Collections.unmodifiableSortedMap(entries);
  }

  static FileTree of(Path folder) throws IOException {
    SortedMap<String, String> entries = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path file : tree.filter(f -> !f.equals(folder)).toList()) {
        entries.put("/" + folder.relativize(file), entry(file));
      }
    }
    return new FileTree(folder, entries);
  }

  private static String entry(Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      return "link to " + Files.readSymbolicLink(file);
    }
    var unix = Files.readAttributes(file, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
    String owner =
        String.format(
            "%04o %s:%s", (int) unix.get("mode") & MODE, unix.get("uid"), unix.get("gid"));
    return Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
        ? "folder " + owner
        : "file " + owner + " " + Files.size(file) + " bytes, sha256 " + Digest.of(file);
  }

  /** Each path from the root of the file system, with kind, mode, owner and content's digest. */
  public SortedMap<String, String> entries() {
    return entries;
  }

  /** A plain file's lines; empty without such a file. */
  public Optional<List<String>> lines(String path) throws IOException {
    return isFile(path)
        ? Optional.of(
            Files.readAllLines(folder.resolve(path.substring(1)), StandardCharsets.ISO_8859_1))
        : Optional.empty();
  }

  /** Reads only paths that the walk found, because these contain no links. */
  private boolean isFile(String path) {
    return entries.getOrDefault(path, "").startsWith("file ");
  }

  /** The plain files that contain a text, byte for byte. */
  public List<String> filesWith(String text) throws IOException {
    List<String> found = new ArrayList<>();
    for (String path : entries.keySet()) {
      if (isFile(path) && contains(folder.resolve(path.substring(1)), text)) {
        found.add(path);
      }
    }
    return found;
  }

  private static boolean contains(Path file, String text) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
  }
}
