package io.pim.tools.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpHandler;
import io.pim.model.failure.FailureKind;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Registries that ask for tokens, and the login that PIM sends only to them. */
@Timeout(60)
class RegistryTokensTest extends HostileRegistryFixture {
  /** Demands a token from its own token server for everything. */
  private void demandToken(String realm, String token, HttpHandler then) {
    serve(
        "/v2/",
        exchange -> {
          List<String> given =
              exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
          if (given.equals(List.of("Bearer " + token))) {
            then.handle(exchange);
          } else {
            answer(
                exchange,
                401,
                "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"log in\"}]}",
                "WWW-Authenticate",
                "Bearer realm=\""
                    + realm
                    + "\",service=\"reg, is\\\"try\",scope=\"repository:a/b:pull\"");
          }
        });
  }

  @Test
  void fetchesATokenForItsLogin() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    serve(
        "/token",
        exchange -> {
          asked.add(
              exchange.getRequestURI().getRawQuery()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          answer(exchange, 200, "{\"access_token\": \"t0ken\"}");
        });
    demandToken(
        url(registry, "/token"), "t0ken", exchange -> answer(exchange, 200, "{\"tags\":[\"x\"]}"));
    Repository repository = repository();

    assertEquals(Set.of("x"), repository.tags());
    assertEquals(Set.of("x"), repository.tags());

    assertEquals(
        List.of("service=reg%2C+is%22try&scope=repository%3Aa%2Fb%3Apull " + LOGIN.basic()), asked);
  }

  @Test
  void aRejectedTokenCausesNoEndlessLoop() {
    serve("/token", exchange -> answer(exchange, 200, "{\"token\": \"other\"}"));
    demandToken(url(registry, "/token"), "t0ken", exchange -> answer(exchange, 200, "{}"));

    assertEquals(FailureKind.TARGET_REFUSED, fails(() -> repository().ping()).report().kind());
  }

  @Test
  void sendsItsLoginToNobodyElse() {
    demandToken(url(elsewhere, "/token"), "t0ken", exchange -> answer(exchange, 200, "{}"));

    fails(() -> repository().ping());

    assertEquals(List.of(), strangersHeard);
  }

  @Test
  void theLoginStaysWithTheRegistry() {
    RegistryAddress address = RegistryAddress.of("reg.example:5000/a", false);
    assertTrue(address.owns(URI.create("https://REG.example:5000/v2/x?y")));
    for (String other :
        List.of(
            "https://reg.example/v2/",
            "https://reg.example:5001/v2/",
            "https://cdn.example/v2/",
            "https://reg.example:5000.evil.example/")) {
      assertFalse(address.owns(URI.create(other)), other);
    }
    assertTrue(address.allows(URI.create("https://cdn.example/v2/")));
    assertFalse(address.allows(URI.create("http://reg.example:5000/v2/")));
  }

  @Test
  void readsChallenges() {
    List<Challenge> all =
        new ArrayList<>(
            Challenge.of(
                List.of(
                    "Basic realm=\"a, b\", Bearer realm=\"https://x/t\", service=y", "Negotiate")));
    assertEquals(3, all.size(), all.toString());
    assertEquals(Optional.of("a, b"), Challenge.named("basic", all).orElseThrow().get("realm"));
    assertEquals(Optional.of("y"), Challenge.named("bearer", all).orElseThrow().get("service"));
    assertEquals(List.of(), Challenge.of(List.of("", "=,=")));
  }
}
