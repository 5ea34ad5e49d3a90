package io.pim.tools.aws;

/** The actions of S3 that an upload needs. */
public enum S3Action {
  LIST_UPLOADS("s3:ListBucketMultipartUploads"),
  LIST_PARTS("s3:ListMultipartUploadParts"),
  PUT("s3:PutObject"),
  ABORT("s3:AbortMultipartUpload"),
  GET("s3:GetObject"),
  GET_VERSIONING("s3:GetBucketVersioning"),
  /** Needed if the bucket keeps no versions. */
  DELETE("s3:DeleteObject"),
  /** Needed if it does. */
  LIST_VERSIONS("s3:ListBucketVersions"),
  DELETE_VERSION("s3:DeleteObjectVersion");

  private final String id;

  S3Action(String id) {
    this.id = id;
  }

  /** The action's name in policies. */
  public String id() {
    return id;
  }
}
