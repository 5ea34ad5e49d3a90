package io.pim.host.claim;

import io.pim.model.files.BuildId;
import io.pim.model.files.Listing;
import io.pim.model.files.PimFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the builds that have something on this host which only clean-up removes. */
public final class UnfinishedBuilds {
  private final PimFolders folders;

  public UnfinishedBuilds(PimFolders folders) {
    this.folders = folders;
  }

  public Set<BuildId> list() throws IOException {
    Set<BuildId> found = new LinkedHashSet<>(buildsIn(folders.claims()));
    found.addAll(buildsIn(folders.work()));
    for (BuildId id : buildsIn(folders.builds())) {
      if (Files.exists(folders.build(id.text()).sshKey())) {
        found.add(id);
      }
    }
    return found;
  }

  /** The builds in the names of a folder's entries. */
  static List<BuildId> buildsIn(Path folder) throws IOException {
    return Listing.of(folder).stream()
        .map(f -> BuildId.tryParse(f.getFileName().toString()))
        .flatMap(Optional::stream)
        .toList();
  }
}
