package io.pim.host.iso;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The status of an ISO on this host.
 *
 * @param path the path of the complete ISO, existing or not
 * @param bytes the size of the existing file; empty when there is none
 * @param total the final size of a partial file; empty when the server did not report it
 * @param verifiedAt when the digest was last found correct
 */
public record IsoStatus(
    IsoState state,
    Path path,
    Optional<Long> bytes,
    Optional<Long> total,
    Optional<Instant> verifiedAt) {}
