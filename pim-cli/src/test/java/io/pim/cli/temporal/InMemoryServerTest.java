package io.pim.cli.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.worker.connection.ServerState;
import io.pim.worker.connection.ServiceAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine without Temporal that cannot download it and has no Go. */
class InMemoryServerTest {
  @TempDir Path folder;

  @Test
  void isTheLastResortAndReported() throws Exception {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    for (String useless : List.of("go", "temporal")) {
      Files.writeString(bin.resolve(useless), "#!/bin/sh\nexit 1\n");
      assertTrue(bin.resolve(useless).toFile().setExecutable(true));
    }
    var test =
        new TestService(
            folder,
            Optional.empty(),
            Map.of(
                "PATH", bin.toString(), LocalServices.RELEASE_URL, "http://127.0.0.1:9/{version}"));
    try {
      ServiceAddress address = test.service().ensureServer();
      assertEquals(ServiceAddress.Source.IN_MEMORY, address.source());
      assertEquals(ServerChoice.LAST_RESORT, test.notices.get(test.notices.size() - 1));
      ServerState server = test.server();
      test.notices.clear();
      assertEquals(address.target(), test.service().ensureServer().target());
      assertEquals(ServerChoice.LAST_RESORT, test.notices.get(0));
      assertTrue(test.service().status().server().orElseThrow().inMemory());
      test.service().down();
      assertFalse(server.process().isAlive());
    } finally {
      test.service().down();
    }
  }
}
