package io.pim.tools.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.pim.model.failure.BuildFailure;
import io.pim.tools.proxmox.fake.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers with certificates that an organization has signed itself. */
@Timeout(60)
class WebClientsTest {
  @TempDir Path folder;
  private HttpsServer server;
  private Path authority;

  @BeforeEach
  void writeAuthority() throws IOException {
    authority = Files.write(folder.resolve("ca.pem"), TestCertificate.authority());
  }

  private void serve(TestCertificate certificate) throws Exception {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    server.createContext(
        "/",
        exchange -> {
          boolean leaves = exchange.getRequestURI().getPath().equals("/out");
          if (leaves) {
            exchange.getResponseHeaders().add("Location", "http://mirror.example/x.iso");
          }
          exchange.sendResponseHeaders(leaves ? 302 : 200, leaves ? -1 : 2);
          if (!leaves) {
            exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  private int get(Map<String, String> environment, String path) throws Exception {
    URI url = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + path);
    return new SmallFetch(() -> WebClients.of(environment)).get(url).length;
  }

  @Test
  void reportsAnUnknownAuthorityAndTrustsANamedOne() throws Exception {
    serve(TestCertificate.GOOD);
    NetworkException unknown = assertThrows(NetworkException.class, () -> get(Map.of(), "/"));
    assertEquals(
        "the certificate of 127.0.0.1 is not by an authority that PIM trusts",
        unknown.getMessage());
    assertTrue(unknown.remedy().orElseThrow().contains("SSL_CERT_FILE"));
    assertEquals(2, get(Map.of("SSL_CERT_FILE", authority.toString()), "/"));
    BuildFailure gone =
        assertThrows(BuildFailure.class, () -> get(Map.of("SSL_CERT_FILE", "/nowhere.pem"), "/"));
    assertEquals("/nowhere.pem", gone.report().where());
  }

  @Test
  void reportsAnExpiredCertificate() throws Exception {
    serve(TestCertificate.EXPIRED);
    NetworkException expired =
        assertThrows(
            NetworkException.class, () -> get(Map.of("SSL_CERT_FILE", authority.toString()), "/"));
    assertTrue(expired.getMessage().contains("is not valid"), expired.getMessage());
    assertTrue(expired.remedy().orElseThrow().contains("clock"));
  }

  @Test
  void reportsARedirectThatLeavesHttps() throws Exception {
    serve(TestCertificate.GOOD);
    NetworkException out =
        assertThrows(
            NetworkException.class,
            () -> get(Map.of("SSL_CERT_FILE", authority.toString()), "/out"));
    assertTrue(
        out.getMessage().contains("from https to http://mirror.example/x.iso"), out.getMessage());
  }
}
