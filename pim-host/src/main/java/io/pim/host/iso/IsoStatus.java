package io.pim.host.iso;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What of an ISO is on this host.
 *
 * @param path where the whole ISO is or would be
 * @param bytes of what is there; empty where nothing is
 * @param total how much a partial file is to become; empty where the server did not say
 * @param verifiedAt when the digest was last found to be right
 */
public record IsoStatus(
    IsoState state,
    Path path,
    Optional<Long> bytes,
    Optional<Long> total,
    Optional<Instant> verifiedAt) {}
