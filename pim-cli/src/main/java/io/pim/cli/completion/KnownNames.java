package io.pim.cli.completion;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problems;
import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentId;
import io.pim.model.files.PimFolders;
import io.pim.model.iso.IsoCatalog;
import io.pim.model.profile.Profiles;
import io.pim.model.profile.Targets;
import io.pim.model.registry.Registry;
import io.pim.model.unit.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The names of things on this machine. Reads files only, because a shell waits for the answer. */
public final class KnownNames {
  private final PimFolders folders;

  public KnownNames(PimFolders folders) {
    this.folders = folders;
  }

  List<Candidate> of(ValueKind kind) throws IOException {
    return switch (kind) {
      case PROFILE -> profiles();
      case BUILD -> builds();
      case IMAGE -> images();
      case IMAGE_OR_PROFILE -> Stream.concat(profiles().stream(), images().stream()).toList();
      case TARGET -> targets();
      case DEPLOYMENT -> deployments();
      case ISO -> isos();
      case VM -> folders(folders.vms()).map(Candidate::of).toList();
      case ARCHITECTURE -> candidates(Arrays.stream(Architecture.values()).map(Architecture::id));
      case PHASE -> candidates(Stream.of("install", "guest", "verify", "shell"));
      case FILE, WORD, FREE -> List.of();
    };
  }

  private List<Candidate> profiles() {
    return candidates(Profiles.read(ConfigFolders.of(folders), new Problems()).choices().stream());
  }

  private List<Candidate> targets() {
    return candidates(Targets.read(ConfigFolders.of(folders), new Problems()).choices().stream());
  }

  /** The deployments of this host, newest first. */
  private List<Candidate> deployments() throws IOException {
    return candidates(
        folders(folders.deployments())
            .filter(name -> DeploymentId.tryParse(name).isPresent())
            .sorted(Comparator.comparing(KnownNames::time).reversed()));
  }

  /**
   * The build ids, newest first, and the short names for the newest of each profile and
   * architecture.
   */
  private List<Candidate> builds() throws IOException {
    List<BuildId> ids =
        folders(folders.builds()).map(BuildId::tryParse).flatMap(Optional::stream).toList();
    return Stream.concat(
            ids.stream()
                .map(BuildId::workflowId)
                .distinct()
                .map(id -> new Candidate(id, "the newest of them")),
            ids.stream()
                .map(BuildId::text)
                .sorted(Comparator.comparing(KnownNames::time).reversed())
                .map(Candidate::of))
        .toList();
  }

  private static String time(String buildId) {
    return buildId.substring(buildId.length() - "yyyymmdd-hhmmss".length());
  }

  private List<Candidate> images() throws IOException {
    return new Registry(folders)
        .list().stream()
            .map(image -> new Candidate(image.name(), image.profile() + " " + image.architecture()))
            .toList();
  }

  private List<Candidate> isos() {
    return IsoCatalog.read(ConfigFolders.of(folders), new Problems()).entries().stream()
        .map(iso -> new Candidate(iso.key(), iso.architecture().id()))
        .toList();
  }

  private static List<Candidate> candidates(Stream<String> values) {
    return values.map(Candidate::of).toList();
  }

  /** The names of the folders in a folder. */
  private static Stream<String> folders(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isDirectory)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList()
          .stream();
    } catch (NoSuchFileException e) {
      return Stream.empty();
    }
  }
}
