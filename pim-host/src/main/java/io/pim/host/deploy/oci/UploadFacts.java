package io.pim.host.deploy.oci;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.DeployFact;
import io.pim.tools.oci.UploadMemory;
import java.io.IOException;
import java.util.Optional;

/** Keeps the address of an upload in the deployment's folder. */
record UploadFacts(DeployFact<Begun> fact) implements UploadMemory {
  private static final String FACTS = "blob";

  static UploadFacts of(DeployContext context) {
    return new UploadFacts(context.fact(FACTS, Begun.class));
  }

  @Override
  public Optional<Begun> load() throws IOException {
    return fact.read();
  }

  @Override
  public void save(Begun begun) throws IOException {
    fact.write(begun);
  }

  @Override
  public void clear() throws IOException {
    fact.forget();
  }
}
