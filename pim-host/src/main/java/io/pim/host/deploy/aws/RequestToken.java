package io.pim.host.deploy.aws;

import io.pim.host.deploy.DeployContext;
import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * What makes AWS answer a repeated request with what the first one has made; written before the
 * request. A request that differs gets another token: AWS would refuse the old one.
 *
 * @param form a digest of all that the request asks for
 */
record RequestToken(String form, String token) {
  static String of(DeployContext context, String name, Object request) throws IOException {
    Path file = file(context, name);
    String form = Sha256.ofText(request.toString()).hex();
    if (Files.exists(file)) {
      RequestToken known = Json.read(file, RequestToken.class);
      if (known.form().equals(form)) {
        return known.token();
      }
    }
    RequestToken fresh = new RequestToken(form, UUID.randomUUID().toString());
    Json.write(file, fresh);
    return fresh.token();
  }

  /** Whether a request may have been sent. */
  static boolean isThere(DeployContext context, String name) {
    return Files.exists(file(context, name));
  }

  /** What the request made is of no use: the next one makes another. */
  static void forget(DeployContext context, String name) throws IOException {
    Files.deleteIfExists(file(context, name));
  }

  private static Path file(DeployContext context, String name) {
    return context.folder().facts("token-" + name);
  }
}
