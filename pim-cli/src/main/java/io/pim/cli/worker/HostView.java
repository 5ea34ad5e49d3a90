package io.pim.cli.worker;

import io.pim.cli.client.HostRow;
import io.pim.cli.output.ForPeople;
import io.pim.cli.output.Table;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Hosts for people.
 *
 * @param now the time to count from
 */
record HostView(Instant now) {
  Table table(List<HostRow> rows) {
    Table table =
        new Table("HOST", "STATE", "ARCH", "ACCELERATOR", "SLOTS", "BUILDS", "VERSION", "SEEN");
    for (HostRow row : rows) {
      table.row(
          row.hostId(),
          row.state().name().toLowerCase(Locale.ROOT),
          row.architecture(),
          row.accelerator(),
          row.slots() == 0 ? "" : row.slotsUsed() + "/" + row.slots(),
          String.join(" ", row.builds()),
          row.pimVersion(),
          seen(row));
    }
    return table;
  }

  /** {@code just now}, {@code 3 min ago}; {@code never} if the host has not reported. */
  String seen(HostRow row) {
    return row.lastSeen().map(then -> ForPeople.ago(then, now)).orElse("never");
  }
}
