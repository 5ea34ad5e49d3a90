package io.pim.cli.ventoy;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.plan.ChecksumLists;
import io.pim.cli.shell.CliContext;
import io.pim.host.iso.IsoState;
import io.pim.host.iso.IsoStatus;
import io.pim.host.iso.IsoStore;
import io.pim.host.ventoy.IsoCopy;
import io.pim.model.config.ConfigFolders;
import io.pim.model.config.NearestName;
import io.pim.model.config.Problems;
import io.pim.model.iso.IsoCatalog;
import io.pim.model.iso.IsoEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The catalog's ISOs for a USB device.
 *
 * @param verified the ISOs that are complete and verified on this host
 * @param others the keys of all other ISOs
 */
record VentoyIsos(List<IsoCopy.Iso> verified, List<String> others) {
  /**
   * Selects all ISOs of the catalog, or those named.
   *
   * @throws io.pim.cli.output.CommandFailure for a key that the catalog does not have
   */
  static VentoyIsos of(CliContext context, List<String> keys) throws IOException {
    Problems problems = new Problems();
    IsoCatalog catalog = IsoCatalog.read(ConfigFolders.of(context.folders()), problems);
    problems.throwIfAny();
    List<String> known = catalog.entries().stream().map(IsoEntry::key).toList();
    for (String key : keys) {
      if (!known.contains(key)) {
        throw unknown(key, known).failure();
      }
    }
    List<IsoCopy.Iso> verified = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (IsoEntry entry : catalog.entries()) {
      if (keys.isEmpty() || keys.contains(entry.key())) {
        verified(entry, context).ifPresentOrElse(verified::add, () -> others.add(entry.key()));
      }
    }
    return new VentoyIsos(verified, others);
  }

  private static Optional<IsoCopy.Iso> verified(IsoEntry entry, CliContext context)
      throws IOException {
    ChecksumLists digests = new ChecksumLists(context.folders().isos(), context.environment());
    IsoStatus status =
        new IsoStore(context.folders().isos()).status(entry.fileName(), digests.known(entry));
    return status.state() == IsoState.VERIFIED
        ? status.bytes().map(bytes -> new IsoCopy.Iso(entry.key(), status.path(), bytes))
        : Optional.empty();
  }

  private static Complaint unknown(String key, List<String> known) {
    String nearest = NearestName.question(key, known);
    return Complaint.of(ExitStatus.USAGE, "There is no ISO '" + key + "' in the catalog.")
        .because(known.isEmpty() ? "it is empty" : "it has " + String.join(", ", known))
        .advise(nearest + "See: pim iso list");
  }
}
