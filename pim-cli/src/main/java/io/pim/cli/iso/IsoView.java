package io.pim.cli.iso;

import io.pim.cli.output.ForPeople;
import io.pim.cli.plan.ChecksumLists;
import io.pim.host.iso.IsoState;
import io.pim.host.iso.IsoStatus;
import io.pim.host.iso.IsoStore;
import io.pim.model.iso.IsoEntry;
import io.pim.model.iso.SignatureCheck;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An ISO of the catalog; the JSON of {@code pim iso list -o json}.
 *
 * @param size of the existing file in bytes; missing without a file
 * @param total in bytes, of the whole file while it is partial, if the server reported it
 * @param checksum with its algorithm, if it is known without a network
 * @param checksumListAt when the kept list that has the checksum was fetched; missing if the
 *     catalog has the checksum itself
 * @param signature whether the signature of the list of checksums is checked
 */
record IsoView(
    String key,
    String name,
    Architecture architecture,
    IsoState state,
    Optional<Long> size,
    Optional<Long> total,
    Optional<Instant> verifiedAt,
    String path,
    List<String> urls,
    Optional<Digest> checksum,
    Optional<Instant> checksumListAt,
    SignatureCheck signature,
    String file,
    int line) {

  static IsoView of(IsoEntry entry, ChecksumLists lists, IsoStore store) throws IOException {
    Optional<Digest> digest = lists.known(entry);
    IsoStatus status = store.status(entry.fileName(), digest);
    return new IsoView(
        entry.key(),
        entry.name(),
        entry.architecture(),
        status.state(),
        status.bytes(),
        status.total(),
        status.verifiedAt(),
        status.path().toString(),
        entry.urls(),
        digest,
        lists.keptAt(entry),
        entry.signatureCheck(),
        entry.origin().file(),
        entry.origin().line());
  }

  /** The state for people: {@code partial 43 %}, {@code verified 2026-11-22 10:15:00}. */
  String stateText() {
    return switch (state) {
      case PARTIAL ->
          total.map(all -> "partial " + 100 * size.orElse(0L) / all + " %").orElse(state.title());
      case VERIFIED -> "verified " + verifiedAt.map(ForPeople::time).orElse("");
      default -> state.title();
    };
  }
}
