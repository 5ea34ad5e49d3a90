package io.pim.cli.secret;

import io.pim.cli.shell.CliContext;
import io.pim.model.json.Json;
import io.pim.model.secret.SealedBlob;
import io.pim.model.secret.Sealer;
import io.pim.model.target.Target;
import java.io.IOException;

/** Seals the secrets of targets for the workers that use them. */
public final class SealedSecrets {
  private final CliContext context;

  public SealedSecrets(CliContext context) {
    this.context = context;
  }

  /**
   * All secrets of a target.
   *
   * @param boundTo the text to which they are bound
   * @throws io.pim.model.config.ConfigProblems when one cannot be found or is missing
   */
  public SealedBlob of(Target target, String boundTo) throws IOException, InterruptedException {
    return Sealer.withKeyFile(context.folders().sealKey())
        .seal(Json.mapper().writeValueAsBytes(SecretResolver.of(context).of(target)), boundTo);
  }
}
