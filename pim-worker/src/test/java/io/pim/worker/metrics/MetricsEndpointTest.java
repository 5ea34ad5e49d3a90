package io.pim.worker.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.unit.ListenAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class MetricsEndpointTest {
  private static final ListenAddress ANY_PORT = new ListenAddress(ListenAddress.LOOPBACK, 0);

  private static HttpResponse<String> ask(String method, String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void answersOnlyItsPath() throws Exception {
    try (MetricsEndpoint endpoint = MetricsEndpoint.open(ANY_PORT, () -> "up 1\n", "text/plain")) {
      String url = endpoint.url();
      HttpResponse<String> answer = ask("GET", url);
      assertEquals(200, answer.statusCode());
      assertEquals("up 1\n", answer.body());
      assertEquals("text/plain", answer.headers().firstValue("Content-Type").orElse(""));
      assertEquals(405, ask("POST", url).statusCode());
      for (String other : new String[] {url + "/x", url.replace("/metrics", "/"), url + "x"}) {
        assertEquals(404, ask("GET", other).statusCode(), other);
      }
    }
  }

  @Test
  void namesTheRemedyForATakenPort() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ListenAddress address = new ListenAddress(ListenAddress.LOOPBACK, taken.getLocalPort());
      String message =
          assertThrows(
                  IOException.class, () -> MetricsEndpoint.open(address, () -> "", "text/plain"))
              .getMessage();
      assertTrue(message.contains("cannot listen at " + address), message);
      assertTrue(message.contains("in use"), message);
      assertTrue(message.contains("worker.metrics of your own pim.yml"), message);
    }
  }

  @Test
  void namesAHostThatDoesNotExist() {
    ListenAddress address = new ListenAddress("nowhere.invalid", 9464);
    String message =
        assertThrows(IOException.class, () -> MetricsEndpoint.open(address, () -> "", "text/plain"))
            .getMessage();
    assertTrue(message.contains("nowhere.invalid:9464 ("), message);
  }
}
