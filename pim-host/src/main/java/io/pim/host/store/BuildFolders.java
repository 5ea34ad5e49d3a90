package io.pim.host.store;

import io.pim.model.files.BuildFolder;
import io.pim.model.files.BuildId;
import io.pim.model.files.Listing;
import io.pim.model.files.PimFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folders of builds that ended without an image: logs, consoles. */
final class BuildFolders {
  private final PimFolders folders;
  private final DiskUsage.Seen usage;

  BuildFolders(PimFolders folders, DiskUsage.Seen usage) {
    this.folders = folders;
    this.usage = usage;
  }

  List<StoreItem> unneeded(StoreNeeds needs) throws IOException {
    List<StoreItem> items = new ArrayList<>();
    for (Path folder : Listing.of(folders.builds())) {
      Optional<BuildId> build = BuildId.tryParse(folder.getFileName().toString());
      if (build.isPresent()
          && !needs.unfinished().contains(build.get())
          && !needs.withImage().contains(build.get())) {
        item(build.get()).ifPresent(items::add);
      }
    }
    return items;
  }

  /** The folder of a build; empty when there is none, or a link has its name. */
  Optional<StoreItem> item(BuildId build) throws IOException {
    BuildFolder folder = folders.build(build.text());
    if (!Files.isDirectory(folder.root(), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    Instant lastUsed =
        Stream.of(folder.root(), folder.log())
            .map(Listing::modified)
            .max(Instant::compareTo)
            .orElseThrow();
    return Optional.of(
        new StoreItem(
            StoreKind.BUILD,
            build.text(),
            List.of(folder.root()),
            usage.of(folder.root()),
            lastUsed));
  }
}
