package io.pim.tools.aws;

/**
 * A part that S3 has.
 *
 * @param checksum its SHA-256, in Base64, as S3 has computed it; may be null
 */
record StoredPart(int number, long size, String checksum, String etag) {}
