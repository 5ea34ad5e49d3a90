package io.pim.model.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:9464, 127.0.0.1, 9464",
    "9464, 127.0.0.1, 9464",
    "0.0.0.0:1, 0.0.0.0, 1",
    "rack1.lan:65535, rack1.lan, 65535",
    "[::1]:9464, [::1], 9464"
  })
  void readsHostAndPort(String text, String host, int port) {
    assertEquals(Optional.of(new ListenAddress(host, port)), ListenAddress.tryParse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "65536",
        "127.0.0.1:0",
        ":9464",
        "::1:9464",
        "h:x",
        "h:1/metrics",
        "a b:1"
      })
  void readsNothingElse(String text) {
    assertEquals(Optional.empty(), ListenAddress.tryParse(text));
  }

  @Test
  void namesASocket() {
    for (String text : List.of("9464", "[::1]:9464")) {
      InetSocketAddress socket = ListenAddress.tryParse(text).orElseThrow().socket();
      assertEquals(9464, socket.getPort());
      assertTrue(socket.getAddress().isLoopbackAddress(), text);
    }
  }
}
