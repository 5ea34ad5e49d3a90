package io.pim.tools.proxmox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ImageServerTest {
  private static final int SIZE = 300_000;

  @TempDir private Path folder;
  private final byte[] bytes = new byte[SIZE];
  private UploadFile file;
  private ImageServer server;

  @BeforeEach
  void start() throws Exception {
    new Random(1).nextBytes(bytes);
    Path path = Files.write(folder.resolve("image"), bytes);
    file = new UploadFile(path, "pim-web-1.qcow2", SIZE, Sha256.ofFile(path));
    server = ImageServer.start(file, "127.0.0.1", Optional.empty());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static HttpResponse<byte[]> ask(URI address, String method, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray());
  }

  @Test
  void servesTheFileAtItsSecretAddress() throws Exception {
    HttpResponse<byte[]> answer = ask(server.address(), "GET");
    assertEquals(200, answer.statusCode());
    assertArrayEquals(bytes, answer.body());
    assertEquals(SIZE, server.sent());
    assertTrue(server.address().getPath().endsWith("/pim-web-1.qcow2"));
    HttpResponse<byte[]> head = ask(server.address(), "HEAD");
    assertEquals(Optional.of("" + SIZE), head.headers().firstValue("content-length"));
  }

  @Test
  void resumesWhereAConnectionBroke() throws Exception {
    HttpResponse<byte[]> answer = ask(server.address(), "GET", "Range", "bytes=299000-");
    assertEquals(206, answer.statusCode());
    assertArrayEquals(Arrays.copyOfRange(bytes, 299_000, SIZE), answer.body());
    assertEquals(
        Optional.of("bytes 299000-299999/300000"), answer.headers().firstValue("content-range"));
    assertEquals(416, ask(server.address(), "GET", "Range", "bytes=300000-").statusCode());
  }

  @Test
  void servesNothingAtOtherAddresses() throws Exception {
    URI address = server.address();
    for (String path : List.of("/", "/pim-web-1.qcow2", address.getPath() + "/x")) {
      assertEquals(404, ask(address.resolve(path), "GET").statusCode(), path);
    }
    assertEquals(404, ask(address, "PUT").statusCode());
    assertEquals(404, ask(address, "DELETE").statusCode());
    assertEquals(0, server.sent());
    assertTrue(Files.exists(file.path()));
  }

  @Test
  void hasANewAddressEachTimeAndNoneAfterItsEnd() throws Exception {
    try (ImageServer other = ImageServer.start(file, "127.0.0.1", Optional.empty())) {
      assertNotEquals(server.address().getPath(), other.address().getPath());
    }
    server.close();
    assertThrows(IOException.class, () -> ask(server.address(), "GET"));
  }
}
