package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.DeployFact;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * What makes AWS answer a repeated request with what the first one has made; written before the
 * request. A request that differs gets another token: AWS would refuse the old one.
 *
 * @param form a digest of all that the request asks for
 */
record RequestToken(String form, String token) {
  static String of(DeployContext context, String name, Object request) throws IOException {
    String form = Sha256.ofText(request.toString()).hex();
    Optional<RequestToken> known =
        fact(context, name).read().filter(its -> its.form().equals(form));
    if (known.isPresent()) {
      return known.get().token();
    }
    RequestToken fresh = new RequestToken(form, UUID.randomUUID().toString());
    fact(context, name).write(fresh);
    return fresh.token();
  }

  /** Whether a request may have been sent. */
  static boolean isThere(DeployContext context, String name) {
    return fact(context, name).isKnown();
  }

  /** What the request made is of no use: the next one makes another. */
  static void forget(DeployContext context, String name) throws IOException {
    fact(context, name).forget();
  }

  private static DeployFact<RequestToken> fact(DeployContext context, String name) {
    return context.fact("token-" + name, RequestToken.class);
  }
}
