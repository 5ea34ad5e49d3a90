package io.pim.host.deploy.directory;

import io.pim.model.unit.Sha256;

/** The image's file on the target, once it is whole and on disk. */
record UploadedFile(long size, Sha256 sha256) {
  /** The name of these facts in the deployment's folder on this host. */
  static final String FACTS = "upload";
}
