package io.pim.model.registry;

import io.pim.model.files.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;

/** The registry's file as a tree: read whole, written whole and renamed. */
final class RegistryFile {
  private static final String HEADER =
      "# Images that PIM has built. Written by PIM; see docs/files.md.\n";
  private static final int VERSION = 1;

  /** Some 100,000 images. PIM writes no larger file, so it can read what it has written. */
  static final int MOST_BYTES = 64 << 20;

  private final Path file;

  RegistryFile(Path file) {
    this.file = file;
  }

  /**
   * The tree; an empty one where there is no file.
   *
   * @throws IOException when the file cannot be read, or is not a registry this PIM understands
   */
  Map<String, Object> read() throws IOException {
    Object root;
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException(file + " is larger than 64 MB: PIM has written no such registry");
      }
      root = yaml().load(Files.readString(file));
    } catch (NoSuchFileException e) {
      return new LinkedHashMap<>();
    } catch (YAMLException | IllegalArgumentException | IndexOutOfBoundsException e) {
      // The last two are SnakeYAML's own, of a value that is not what its tag says: !!int "x".
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

  /** A list may hold itself, and its text would have no end. */
  private static Object shown(Object version) {
    return version instanceof Map || version instanceof Collection ? "(not a number)" : version;
  }

  /** The images of a tree by name, to be changed in place. */
  Map<String, Object> images(Map<String, Object> tree) throws IOException {
    Map<String, Object> images = map(tree.get("images"), "images");
    tree.put("images", images);
    return images;
  }

  /** Only for who holds the registry's lock. */
  void write(Map<String, Object> tree) throws IOException {
    Map<String, Object> ordered = new LinkedHashMap<>();
    ordered.put("version", VERSION);
    ordered.putAll(tree);
    byte[] text = (HEADER + yaml().dump(ordered)).getBytes(StandardCharsets.UTF_8);
    if (text.length > MOST_BYTES) {
      throw new IOException(file + " would be larger than 64 MB: remove images (pim image prune)");
    }
    DurableFile.removeDrafts(file);
    DurableFile.write(file, DurableFile.READABLE, text);
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

  private static Yaml yaml() {
    DumperOptions dumping = new DumperOptions();
    dumping.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    dumping.setWidth(1 << 16);
    LoaderOptions loading = new LoaderOptions();
    loading.setCodePointLimit(MOST_BYTES);
    // Else one of two images of a name would be lost when the file is written again.
    loading.setAllowDuplicateKeys(false);
    return new Yaml(new SafeConstructor(loading), new Representer(dumping), dumping, loading);
  }
}
