package io.pim.tools.aws;

/** The place of an object in S3. */
public record BucketObject(String region, String bucket, String key) {}
