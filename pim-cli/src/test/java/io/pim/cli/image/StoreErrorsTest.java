package io.pim.cli.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.testing.NoService;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages of commands about the store that appear before, or in place of, a request to one. */
class StoreErrorsTest {
  @TempDir Path root;
  private PimHome pim;

  @BeforeEach
  void makeHome() {
    pim = new PimHome(root, new NoService()).variable("HOME", root.toString());
  }

  /** A port without a listener. */
  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void useStore() throws IOException {
    pim.ownFile(
        "pim.yml", "store: {url: 'oci://127.0.0.1:" + closedPort() + "/team', plain_http: true}\n");
  }

  private void assertSaid(int status, String part, String... arguments) {
    Ran ran = pim.run(arguments);
    assertEquals(status, ran.status(), ran.err());
    assertTrue(ran.err().contains(part), ran.err());
  }

  @Test
  void explainsHowToSetUpAStore() {
    for (List<String> command :
        List.of(
            List.of("image", "pull", "web"),
            List.of("image", "push", "web"),
            List.of("image", "tag", "web", "stable"),
            List.of("image", "list", "--remote"),
            List.of("image", "prune", "--remote", "--keep", "1"))) {
      assertSaid(2, "store.url is not set", command.toArray(String[]::new));
    }
  }

  @Test
  void refusesImpossibleNames() throws Exception {
    useStore();
    assertSaid(2, "does not name an image", "image", "pull", "../web");
    assertSaid(2, "does not name an image", "image", "pull", "web:a/b");
    assertSaid(2, "contradict", "image", "pull", "web-arm64", "--arch", "x86_64");
    assertSaid(2, "cannot be a channel", "image", "tag", "web", "latest");
    assertSaid(2, "cannot be a channel", "image", "tag", "web", "20261122-101500");
    assertSaid(2, "cannot be a channel", "image", "tag", "web", "../x");
    assertSaid(2, "There is no image 'web'", "image", "push", "web");
    assertSaid(
        2, "cannot be combined", "image", "prune", "--remote", "--keep", "1", "--older-than", "1d");
  }

  @Test
  void reportsARegistryThatDoesNotAnswer() throws Exception {
    useStore();
    assertSaid(1, "The registry does not answer", "image", "pull", "web");
    assertSaid(1, "The registry does not answer", "image", "list", "--remote");
  }
}
