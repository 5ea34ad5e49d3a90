package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.DeployFact;
import io.pim.tools.aws.BucketObject;
import java.io.IOException;
import java.util.Optional;

/**
 * The place of a deployment's object in S3; written before anything is uploaded.
 *
 * @param upload the id of the upload; empty before it is known
 */
record StartedObject(BucketObject place, Optional<String> upload) {
  static Optional<StartedObject> read(DeployContext context) throws IOException {
    return fact(context).read();
  }

  void write(DeployContext context) throws IOException {
    fact(context).write(this);
  }

  static void forget(DeployContext context) throws IOException {
    fact(context).forget();
  }

  private static DeployFact<StartedObject> fact(DeployContext context) {
    return context.fact("object", StartedObject.class);
  }
}
