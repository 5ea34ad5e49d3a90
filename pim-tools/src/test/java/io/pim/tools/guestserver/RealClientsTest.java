package io.pim.tools.guestserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.model.plan.PlanContents;
import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs with which installers fetch their files. */
class RealClientsTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @ParameterizedTest
  @ValueSource(strings = {"curl -sf", "wget -qO-", "busybox wget -qO-"})
  void fetchBothFiles(String client) throws InterruptedException {
    try (PreseedServer server =
        PreseedServer.open(InetAddress.getLoopbackAddress(), 0, request -> {})) {
      String folder = server.folderUrl("127.0.0.1");
      server.serve(
          BuildResources.forBareMetal(
              "run " + PlanContents.INSTALL_URL + "\n", Optional.of("#!/bin/sh\n"), folder));
      String preseed = "run " + folder + "install.sh\n";
      assertEquals(preseed, fetch(client, folder + "preseed.cfg").output());
      assertEquals("#!/bin/sh\n", fetch(client, folder + "install.sh").output());
      // debian-installer's busybox sends this if a person types only url=HOST:PORT.
      assertEquals(preseed, fetch(client, folder + "d-i/trixie/./preseed.cfg").output());
      assertTrue(fetch(client, folder + "authorized_keys").exitCode() != 0);
    }
  }

  private static Finished fetch(String client, String url) throws InterruptedException {
    List<String> argv = new ArrayList<>(List.of(client.split(" ")));
    Optional<Path> program = Tools.of(System.getenv()).find(argv.get(0));
    assumeTrue(program.isPresent(), argv.get(0) + " is not installed");
    argv.set(0, program.orElseThrow().toString());
    argv.add(url);
    return new ProcessRunner().run(Command.of(argv, LIMIT));
  }
}
