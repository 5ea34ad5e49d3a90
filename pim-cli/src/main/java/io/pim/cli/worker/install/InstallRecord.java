package io.pim.cli.worker.install;

import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What an installation has added to the machine, so that an uninstallation removes nothing else. An
 * entry is written before the thing is made: one that was never made is removed without effect.
 */
final class InstallRecord {
  /** The account was made by PIM. */
  static final String ACCOUNT = "account";

  /** The user's services were allowed by PIM to run without a login. */
  static final String LINGERING = "lingering";

  private static final String LOGIN = "login:";
  private static final String DIGEST = "#sha256:";

  private final Path file;
  private final Path shownFolder;

  /**
   * The record in a file.
   *
   * @param path the file, as the machine names it
   */
  InstallRecord(Machine machine, Path path) {
    this.file = machine.at(path);
    this.shownFolder = path.getParent();
  }

  private record Contents(List<String> made) {}

  boolean exists() {
    return Files.exists(file);
  }

  Set<String> made() throws IOException {
    return exists()
        ? new LinkedHashSet<>(Json.read(file, Contents.class).made())
        : new LinkedHashSet<>();
  }

  boolean has(Object thing) throws IOException {
    return made().contains(thing.toString());
  }

  /** Whether the installation has written a file. */
  boolean hasFile(Path path) throws IOException {
    return made().stream().anyMatch(it -> it.equals("" + path) || it.startsWith(path + DIGEST));
  }

  /** Whether a file is as the installation has written it. */
  boolean hasWritten(Path path, Sha256 content) throws IOException {
    return made().contains(written(path, content));
  }

  /** The entry of a login that the installation has added to a file of docker's. */
  static String loginAt(String registry) {
    return LOGIN + registry;
  }

  /** The registries whose logins the installation has added to a file that existed. */
  List<String> logins() throws IOException {
    return made().stream()
        .filter(it -> it.startsWith(LOGIN))
        .map(it -> it.substring(LOGIN.length()))
        .toList();
  }

  /** The entry of a file, which says what was written. */
  static String written(Path path, Sha256 content) {
    return path + DIGEST + content.hex();
  }

  void add(String thing) throws IOException {
    Set<String> made = made();
    boolean changed = made.add(thing);
    if (Files.notExists(file.getParent())) {
      made.add(shownFolder.toString());
    }
    if (changed) {
      Json.write(file, new Contents(List.copyOf(made)));
    }
  }

  void remove() throws IOException {
    Files.deleteIfExists(file);
  }
}
