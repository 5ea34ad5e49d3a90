package io.pim.tools.aws;

/**
 * What S3 reports about a bucket.
 *
 * @param region of the bucket; empty if S3 does not report it
 */
public record BucketInfo(State state, String region) {
  /** Whether the bucket can be used. */
  public enum State {
    FOUND,
    /** The bucket is in another region. */
    ELSEWHERE,
    ABSENT,
    /** The credentials may not read it, or it belongs to another account. */
    CLOSED
  }
}
