package io.pim.host.store;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.pim.model.files.FetchFiles;
import io.pim.model.files.Listing;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.model.unit.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Rendered templates, and kernels and initrds of removed ISOs. */
final class CacheEntries {
  private static final Pattern TEMPLATE = Pattern.compile("[0-9a-f]{64}\\.json");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}|[0-9a-f]{128}");

  private final PimFolders folders;
  private final DiskUsage.Seen usage;

  CacheEntries(PimFolders folders, DiskUsage.Seen usage) {
    this.folders = folders;
    this.usage = usage;
  }

  /** The facts about an ISO. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Verified(@JsonAlias("sha256") Digest digest) {}

  List<StoreItem> templates() throws IOException {
    List<StoreItem> items = new ArrayList<>();
    for (Path file : Listing.of(folders.rendered())) {
      String name = file.getFileName().toString();
      if (TEMPLATE.matcher(name).matches()
          && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        items.add(item(StoreKind.TEMPLATE, name.substring(0, 12), file));
      }
    }
    return items;
  }

  /** The boot files of removed ISOs. An ISO that still exists may be installed from at any time. */
  List<StoreItem> bootFiles(StoreNeeds needs) throws IOException {
    Set<Digest> needed = new HashSet<>(needs.isos());
    for (Path file : Listing.of(folders.isos())) {
      FetchFiles.ofVerified(file).flatMap(CacheEntries::digest).ifPresent(needed::add);
    }
    List<StoreItem> items = new ArrayList<>();
    for (Path folder : Listing.of(folders.bootFiles())) {
      String name = folder.getFileName().toString();
      if (DIGEST.matcher(name).matches()
          && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
          && !needed.contains(Digest.of(name))) {
        items.add(item(StoreKind.BOOT_FILES, name.substring(0, 12), folder));
      }
    }
    return items;
  }

  private static Optional<Digest> digest(FetchFiles files) {
    try {
      return Files.exists(files.iso())
          ? Optional.of(Json.read(files.verified(), Verified.class).digest())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private StoreItem item(StoreKind kind, String name, Path path) throws IOException {
    return new StoreItem(kind, name, List.of(path), usage.of(path), Listing.modified(path));
  }
}
