package io.pim.tools.aws.fake;

import java.nio.file.Path;

/**
 * A part or an object that S3 has.
 *
 * @param number of a part; of a version of an object
 * @param checksum its SHA-256; of an object that of its parts' checksums, with their count
 */
public record StoredFile(Path file, int number, long size, String checksum, String etag) {}
