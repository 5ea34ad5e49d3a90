package io.pim.tools.aws.fake;

import java.nio.file.Path;

/**
 * A part or an object in S3.
 *
 * @param number of a part; of a version of an object
 * @param checksum a part's SHA-256; for an object, the SHA-256 of its parts' checksums, with their
 *     count
 */
public record StoredFile(Path file, int number, long size, String checksum, String etag) {}
