package io.pim.tools.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/** The rights of the token. */
public final class Rights {
  private final RestClient rest;
  private final ApiFailures failures;

  Rights(RestClient rest, ApiFailures failures) {
    this.rest = rest;
    this.failures = failures;
  }

  /** The rights on a path, including inherited ones. */
  public Set<String> on(String path) throws InterruptedException {
    try {
      JsonNode rights =
          rest.get(ApiPath.of("access", "permissions"), new Parameters().with("path", path));
      Set<String> held = new HashSet<>();
      rights.path(path).fieldNames().forEachRemaining(held::add);
      return held;
    } catch (ApiException e) {
      throw failures.of("The rights of the token cannot be read", e);
    }
  }

  /** How to give the token a right that it lacks. */
  public String todo(String path, String right) {
    return failures.rightTodo(path, right);
  }
}
