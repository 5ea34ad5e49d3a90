package io.pim.tools.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries that lead PIM elsewhere, send unexpected answers, or report errors. */
@Timeout(60)
class HostileRegistryTest extends HostileRegistryFixture {
  @ParameterizedTest
  @ValueSource(
      strings = {"http://127.0.0.1:1/x", "ftp://x/y", "http://u:p@127.0.0.1/", "file:///etc", "::"})
  void followsNoRedirectWithoutTls(String place) {
    serve("/v2/", exchange -> answer(exchange, 307, "", "Location", place));

    fails(() -> repository().tags());
  }

  @Test
  void sendsNoImageElsewhere() {
    serve(
        "/v2/",
        exchange ->
            answer(exchange, 202, "", "Location", url(elsewhere, "/v2/a/b/blobs/uploads/1")));

    fails(() -> repository().upload(new BlobBytes(new byte[5000]), UploadMemory.NONE, done -> {}));

    assertEquals(List.of(), strangersHeard);
  }

  @Test
  void limitsRedirectsAndTags() {
    serve("/v2/a/b/manifests/", exchange -> answer(exchange, 302, "", "Location", "loop"));
    serve(
        "/v2/a/b/tags/list",
        exchange ->
            answer(
                exchange, 200, "{\"tags\":[]}", "Link", "</v2/a/b/tags/list?n=1>; rel=\"next\""));

    fails(() -> repository().manifest("x"));
    fails(() -> repository().tags());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "<html>", "{\"tags\": 5}"})
  void refusesAnUnexpectedAnswerToAList(String body) {
    serve("/v2/", exchange -> answer(exchange, 200, body));

    assertEquals(FailureKind.TARGET_FAILED, fails(() -> repository().tags()).report().kind());
  }

  @Test
  void abandonsAnEndlessAnswer() {
    serve(
        "/v2/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] junk = new byte[1 << 16];
          try (exchange) {
            for (int i = 0; i < 10_000; i++) {
              exchange.getResponseBody().write(junk);
            }
          } catch (IOException e) {
            // The client has disconnected.
          }
        });

    assertEquals(
        FailureKind.TARGET_UNREACHABLE, fails(() -> repository().manifest("x")).report().kind());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0-5", "0-99999999999999999", "7-9", "x"})
  void refusesAWrongRange(String range) throws Exception {
    List<String> ranges = new CopyOnWriteArrayList<>();
    String upload = "/v2/a/b/blobs/uploads/1";
    serve(
        "/v2/",
        exchange -> {
          ranges.add(String.valueOf(exchange.getRequestHeaders().getFirst("Content-Range")));
          int status = exchange.getRequestMethod().equals("PUT") ? 201 : 202;
          answer(exchange, status, "", "Location", upload, "Range", range);
        });
    Blob blob = new BlobBytes(new byte[2048]);

    if (range.equals("7-9") || range.equals("x")) {
      repository().upload(blob, UploadMemory.NONE, done -> {});
      assertEquals(List.of("null", "0-1023", "1024-2047", "null"), ranges);
    } else {
      fails(() -> repository().upload(blob, UploadMemory.NONE, done -> {}));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "{\"errors\": 5}", "[]", ""})
  void reportsTheRegistrysError(String body) {
    serve("/v2/", exchange -> answer(exchange, 500, body));

    BuildFailure failure = fails(() -> repository().ping());

    assertEquals(FailureKind.TARGET_UNREACHABLE, failure.report().kind());
    assertTrue(failure.report().why().contains("500"), failure.report().why());
  }

  @Test
  void reportsThatTheRegistryIsFull() {
    serve(
        "/v2/",
        exchange ->
            answer(
                exchange,
                500,
                """
                {"errors": [{"code": "UNKNOWN", "message": "unknown error",
                             "detail": {"Enclosed": {"Op": "write", "Err": 28}}}]}
                """));

    assertEquals(FailureKind.TARGET_FULL, fails(() -> repository().ping()).report().kind());
  }
}
