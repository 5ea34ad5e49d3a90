package io.pim.cli.plan;

import io.pim.model.config.ConfigFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A configuration folder that a test writes: at first a small, valid one. */
final class Folder {
  static final String ZEROS = "0".repeat(64);

  final Path project;
  final Path global;

  Folder(Path root) {
    project = root.resolve("project");
    global = root.resolve("global");
    file("profiles.d/web.yml", "web:\n  username: ops\n  password: s3cret\n");
    file(
        "isos.d/debian.yml",
        """
        debian-13.1.0-amd64-netinst:
          url: https://example.org/debian-13.1.0-amd64-netinst.iso
          checksum: sha256:%s
        debian-13.1.0-arm64-netinst:
          url: https://example.org/debian-13.1.0-arm64-netinst.iso
          checksum: sha256:%s
        """
            .formatted(ZEROS, ZEROS.replace('0', '1')));
    file("preseeds.d/default.cfg.erb", "user <%= username %> at <%= install_url %>\n");
    file("installs.d/default.sh", "echo install\n");
  }

  ConfigFolders folders() {
    return new ConfigFolders(project, global);
  }

  Folder file(String name, String text) {
    return write(project.resolve(name), text);
  }

  Folder globalFile(String name, String text) {
    return write(global.resolve(name), text);
  }

  Folder without(String name) {
    try {
      Files.delete(project.resolve(name));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An invalid file, byte for byte. */
  Folder bytes(String name, byte[] bytes) {
    file(name, "");
    try {
      Files.write(project.resolve(name), bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Folder link(String name, String target) {
    try {
      Files.createDirectories(project.resolve(name).getParent());
      Files.deleteIfExists(project.resolve(name));
      Files.createSymbolicLink(project.resolve(name), Path.of(target));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Folder write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
