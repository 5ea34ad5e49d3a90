package io.pim.tools.aws;

/**
 * What S3 says of a bucket.
 *
 * @param region that it is in; empty where S3 does not say
 */
public record BucketInfo(State state, String region) {
  /** Whether the bucket can be used. */
  public enum State {
    FOUND,
    /** Another region has it. */
    ELSEWHERE,
    ABSENT,
    /** The credentials may not look, or it is somebody else's. */
    CLOSED
  }
}
