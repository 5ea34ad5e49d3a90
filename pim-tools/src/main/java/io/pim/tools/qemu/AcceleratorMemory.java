package io.pim.tools.qemu;

import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Remembers what was seen of accelerators, so that a build need not look again. */
public final class AcceleratorMemory {
  private final Path file;

  /**
   * @param file as {@link io.pim.model.files.PimFolders#accelerators()} names it
   */
  public AcceleratorMemory(Path file) {
    this.file = file;
  }

  String key(Path kernel, QemuSystem system, String host) {
    try {
      String digest = Sha256.ofFile(kernel).hex();
      return Sha256.ofText(
              String.join("|", digest, system.binary().toString(), system.version(), host))
          .hex();
    } catch (IOException e) {
      throw HostFailures.of(e, "the kernel cannot be read", kernel);
    }
  }

  Optional<AcceleratorChoice> recall(String key) {
    return Optional.ofNullable(load().choices().get(key));
  }

  /** Two workers at once may lose one of two answers: it is found out again. */
  void keep(String key, AcceleratorChoice choice) {
    Map<String, AcceleratorChoice> choices = new TreeMap<>(load().choices());
    choices.put(key, choice);
    try {
      Json.write(file, new Known(choices));
    } catch (IOException e) {
      throw HostFailures.of(e, "what was seen of accelerators cannot be written down", file);
    }
  }

  private Known load() {
    if (!Files.exists(file)) {
      return new Known(Map.of());
    }
    try {
      return Json.read(file, Known.class);
    } catch (IOException e) {
      // A cache that cannot be read is an empty one.
      return new Known(Map.of());
    }
  }

  private record Known(Map<String, AcceleratorChoice> choices) {}
}
