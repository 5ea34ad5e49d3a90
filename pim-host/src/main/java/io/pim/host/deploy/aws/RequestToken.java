package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import io.pim.host.deploy.DeployFact;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * The token by which AWS recognises a repeated request and returns the first one's result; written
 * before the request. A different request gets another token, because AWS would refuse the old one.
 *
 * @param form a digest of the whole request
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

  /** The result of the request is useless, so the next request gets a new token. */
  static void forget(DeployContext context, String name) throws IOException {
    fact(context, name).forget();
  }

  private static DeployFact<RequestToken> fact(DeployContext context, String name) {
    return context.fact("token-" + name, RequestToken.class);
  }
}
