package io.pim.host.store;

import io.pim.model.files.BuildId;
import io.pim.model.files.ExclusiveFile;
import io.pim.model.files.PimFolders;
import io.pim.model.files.PrivateFolders;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Removes files that nothing needs. Links are not followed, and files that PIM did not make stay.
 */
public final class StoreCleaner {
  private final PimFolders folders;
  private final DiskHeader header;
  private final DiskUsage usage;
  private final ExclusiveFile lock;
  private final Clock clock;

  public StoreCleaner(PimFolders folders, DiskHeader header, DiskUsage usage, Clock clock) {
    this.folders = folders;
    this.header = header;
    this.usage = usage;
    this.lock = new ExclusiveFile(folders.layersLock());
    this.clock = clock;
  }

  /** Removes everything that the request selects and nothing needs. */
  public CleanReport clean(CleanRequest request) throws IOException, InterruptedException {
    return lock.holding(() -> cleanNow(request));
  }

  /** Removes unneeded layers until the rest takes at most this many bytes. */
  public CleanReport limitLayers(long keep) throws IOException, InterruptedException {
    return lock.holding(
        () -> {
          List<String> notes = new ArrayList<>();
          StoredLayers layers = StoredLayers.read(folders, usage.under(List.of(folders.layers())));
          if (layers.size().allocated() <= keep) {
            return new CleanReport(List.of(), notes, layers.size());
          }
          return report(
              chosen(
                  layers, StoreNeeds.read(folders, header, Set.of(), notes), clock.instant(), keep),
              List.of(),
              layers,
              notes,
              false);
        });
  }

  /**
   * Removes the folders of builds that have ended.
   *
   * @throws BuildStaysException for the first build that is needed or missing; then nothing is
   *     removed
   */
  public CleanReport removeBuilds(List<BuildId> builds, CleanRequest request)
      throws IOException, InterruptedException, BuildStaysException {
    List<BuildStaysException> refused = new ArrayList<>();
    CleanReport report =
        lock.holding(
            () -> {
              List<String> notes = new ArrayList<>();
              StoreNeeds needs = StoreNeeds.read(folders, header, request.unfinished(), notes);
              BuildFolders all = new BuildFolders(folders, usage.under(List.of(folders.builds())));
              List<StoreItem> items = new ArrayList<>();
              for (BuildId build : builds) {
                Optional<StoreItem> item = all.item(build);
                BuildStaysException.Reason.of(build, item.isPresent(), needs)
                    .ifPresent(reason -> refused.add(new BuildStaysException(build, reason)));
                item.ifPresent(items::add);
              }
              if (refused.isEmpty() && !request.dryRun()) {
                remove(items);
              }
              return new CleanReport(items, notes, StoreSize.NONE);
            });
    if (!refused.isEmpty()) {
      throw refused.get(0);
    }
    return report;
  }

  private CleanReport cleanNow(CleanRequest request) throws IOException, InterruptedException {
    List<String> notes = new ArrayList<>();
    Instant now = clock.instant();
    StoreNeeds needs = StoreNeeds.read(folders, header, request.unfinished(), notes);
    DiskUsage.Seen seen =
        usage.under(
            List.of(
                folders.layers(),
                folders.builds(),
                folders.images(),
                folders.rendered(),
                folders.bootFiles()));
    StoredLayers layers = StoredLayers.read(folders, seen);
    CacheEntries caches = new CacheEntries(folders, seen);
    List<StoreItem> others = new ArrayList<>();
    others.addAll(layers.unneededLeftovers(needs, seen));
    others.addAll(
        unusedFor(
            CleanRequest.LEFTOVERS_STAY,
            now,
            new ImageLeftovers(folders, seen, needs).unneeded(request.withoutImage(), notes)));
    others.addAll(
        unusedFor(request.builds(), now, new BuildFolders(folders, seen).unneeded(needs)));
    others.addAll(unusedFor(CleanRequest.CACHES_STAY, now, caches.templates()));
    others.addAll(unusedFor(CleanRequest.CACHES_STAY, now, caches.bootFiles(needs)));
    return report(
        chosen(layers, needs, now.minus(request.layers()), request.keepLayers()),
        others,
        layers,
        notes,
        request.dryRun());
  }

  private static List<StoreItem> chosen(
      StoredLayers layers, StoreNeeds needs, Instant unusedSince, long keep) {
    return layers.toRemove(needs, unusedSince, keep).stream().map(StoredLayers.Node::item).toList();
  }

  private static List<StoreItem> unusedFor(Duration age, Instant now, List<StoreItem> items) {
    Instant since = now.minus(age);
    return items.stream()
        .filter(item -> item.lastUsed().isBefore(since))
        .sorted(Comparator.comparing(StoreItem::lastUsed))
        .toList();
  }

  private CleanReport report(
      List<StoreItem> layers,
      List<StoreItem> others,
      StoredLayers before,
      List<String> notes,
      boolean dryRun)
      throws IOException {
    List<StoreItem> all = new ArrayList<>(layers);
    all.addAll(others);
    if (!dryRun) {
      remove(all);
    }
    StoreSize gone = StoreSize.sum(layers.stream().map(StoreItem::size).toList());
    StoreSize was = before.size();
    return new CleanReport(
        List.copyOf(all),
        List.copyOf(notes),
        new StoreSize(was.allocated() - gone.allocated(), was.length() - gone.length()));
  }

  private void remove(List<StoreItem> items) throws IOException {
    for (StoreItem item : items) {
      for (Path path : item.paths()) {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          PrivateFolders.delete(path);
        } else {
          Files.deleteIfExists(path);
        }
      }
      removeIfEmpty(item.paths().get(0).getParent());
    }
  }

  /** Removes the folder of a step key together with its last layer. */
  private void removeIfEmpty(Path folder) throws IOException {
    if (folder.startsWith(folders.layers()) && !folder.equals(folders.layers())) {
      try {
        Files.deleteIfExists(folder);
      } catch (DirectoryNotEmptyException e) {
        // Other builds have layers of this step, or somebody put a file there.
      }
    }
  }
}
