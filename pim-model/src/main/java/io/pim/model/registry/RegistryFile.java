package io.pim.model.registry;

import io.pim.model.files.DurableFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.error.YAMLException;

/** The registry's file as a tree; always read and written as a whole, and written durably. */
final class RegistryFile {
  private static final String HEADER =
      "# Images that PIM has built. Written by PIM; see docs/files.md.\n";
  private static final int VERSION = 1;

  /**
   * Enough for about 100,000 images. PIM never writes a larger file, so it can always read its own.
   */
  static final int MOST_BYTES = 64 << 20;

  private final Path file;

  RegistryFile(Path file) {
    this.file = file;
  }

  /**
   * The tree; an empty one when there is no file.
   *
   * @throws IOException when the file cannot be read, or is not a registry that this PIM
   *     understands
   */
  Map<String, Object> read() throws IOException {
    Object root;
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException(file + " is larger than 64 MB: PIM never writes one that large");
      }
      root = new RegistryYaml(MOST_BYTES).load(Files.readString(file));
    } catch (NoSuchFileException e) {
      return new LinkedHashMap<>();
    } catch (YAMLException | IllegalArgumentException | IndexOutOfBoundsException e) {
      // SnakeYAML throws the last two for a value that does not match its tag, such as !!int "x".
      throw new IOException(file + " is not YAML: " + e.getMessage(), e);
    }
    Map<String, Object> tree = map(root, "the file");
    if (tree.getOrDefault("version", VERSION) instanceof Integer version && version == VERSION) {
      return tree;
    }
    throw new IOException(
        file
            + " has version "
            + shown(tree.get("version"))
            + ", but this PIM knows only "
            + VERSION);
  }

  /** A list may contain itself; its text would be endless. */
  private static Object shown(Object version) {
    return version instanceof Map || version instanceof Collection ? "(not a number)" : version;
  }

  /** The images of a tree by name; changes apply to the tree. */
  Map<String, Object> images(Map<String, Object> tree) throws IOException {
    return section(tree, "images");
  }

  /** The deployments of a tree by id; changes apply to the tree. */
  Map<String, Object> deployments(Map<String, Object> tree) throws IOException {
    // Readers expect images in any registry.
    images(tree);
    return section(tree, "deployments");
  }

  private Map<String, Object> section(Map<String, Object> tree, String name) throws IOException {
    Map<String, Object> section = map(tree.get(name), name);
    tree.put(name, section);
    return section;
  }

  /** The fields of an entry; none for anything that is not an entry. */
  static Map<Object, Object> fieldsOf(Object value) {
    return value instanceof Map<?, ?> map ? new LinkedHashMap<>(map) : new LinkedHashMap<>();
  }

  /** Writes the tree. The caller must hold the registry's lock. */
  void write(Map<String, Object> tree) throws IOException {
    Map<String, Object> ordered = new LinkedHashMap<>();
    ordered.put("version", VERSION);
    ordered.putAll(tree);
    DurableFile.removeDrafts(file);
    DurableFile.write(file, DurableFile.READABLE, out -> new Bounded(out).write(ordered));
  }

  /** Collects text up to the size that can be read back. */
  private final class Bounded {
    private final Writer out;
    private long bytes;

    Bounded(OutputStream out) {
      this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    void write(Map<String, Object> tree) throws IOException {
      try {
        add(HEADER);
        new RegistryYaml(MOST_BYTES).dump(tree, this::add);
        out.flush();
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }

    private void add(String text) {
      bytes += text.getBytes(StandardCharsets.UTF_8).length;
      try {
        if (bytes > MOST_BYTES) {
          throw new IOException(
              file + " would be larger than 64 MB: remove images (pim image prune)");
        }
        out.write(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Map<String, Object> map(Object value, String what) throws IOException {
    Map<String, Object> result = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, entry) -> result.put(String.valueOf(key), entry));
    } else if (value != null) {
      throw new IOException(file + " is not a registry: " + what + " should hold names and values");
    }
    return result;
  }
}
