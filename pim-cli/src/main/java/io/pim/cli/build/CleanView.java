package io.pim.cli.build;

import io.pim.cli.output.ForPeople;
import io.pim.cli.output.Table;
import io.pim.cli.output.Terminal;
import io.pim.host.store.CleanReport;
import io.pim.host.store.StoreItem;
import io.pim.host.store.StoreKind;
import io.pim.host.store.StoreSize;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Shows what a clean-up removed. */
final class CleanView {
  private CleanView() {}

  /**
   * The JSON of {@code pim build clean -o json}; sizes in bytes on the disk.
   *
   * @param layersLeft the size of the layers that stay
   */
  public record Shown(
      boolean dryRun, List<Removed> removed, long freed, long layersLeft, List<String> notes) {
    static Shown of(CleanReport report, boolean dryRun) {
      return new Shown(
          dryRun,
          report.removed().stream().map(Removed::of).toList(),
          report.freed().allocated(),
          report.layersLeft().allocated(),
          report.notes());
    }
  }

  /**
   * One removed item.
   *
   * @param size in bytes, on the disk
   * @param length in bytes, of its files
   */
  record Removed(
      String kind, String name, long size, long length, Instant lastUsed, List<String> paths) {
    static Removed of(StoreItem item) {
      return new Removed(
          item.kind().name().toLowerCase(Locale.ROOT),
          item.name(),
          item.size().allocated(),
          item.size().length(),
          item.lastUsed(),
          item.paths().stream().map(Path::toString).toList());
    }
  }

  static void print(CleanReport report, boolean dryRun, Terminal terminal) {
    Table table = new Table("SIZE", "LAST USED", "WHAT", "NAME");
    for (StoreItem item : report.removed()) {
      table.row(
          ForPeople.size(item.size().allocated()),
          ForPeople.time(item.lastUsed()),
          item.kind().shown(),
          item.name());
    }
    if (!table.isEmpty()) {
      table.print(terminal.out());
    }
    report.notes().forEach(note -> terminal.err().println("note: " + note));
    terminal.out().println(total(report, dryRun));
  }

  private static String total(CleanReport report, boolean dryRun) {
    if (report.removed().isEmpty()) {
      return "nothing to remove";
    }
    StoreSize freed = report.freed();
    String both =
        freed.length() > freed.allocated()
            ? " on the disk (files of " + ForPeople.size(freed.length()) + ", with holes)"
            : "";
    return (dryRun ? "would free " : "freed ")
        + ForPeople.size(freed.allocated())
        + both
        + ": "
        + ForPeople.count(layers(report), "layer")
        + ", "
        + ForPeople.count(report.removed().size() - layers(report), "other thing");
  }

  private static long layers(CleanReport report) {
    return report.removed().stream().filter(item -> item.kind() == StoreKind.LAYER).count();
  }
}
