package io.pim.cli.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.testing.FakeHost;
import io.pim.cli.testing.FakeService;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.cli.worker.install.HostWork;
import io.pim.cli.worker.install.Layout;
import io.pim.cli.worker.install.Owner;
import io.pim.cli.worker.install.Scope;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The work of a host by its service. */
@Timeout(120)
class HostWorkQueryTest {
  @TempDir Path root;

  @Test
  void namesTheBuildsOfTheHost() throws Exception {
    String script = "script:app";
    try (FakeService service = new FakeService().withWorker()) {
      CountDownLatch end = new CountDownLatch(1);
      service.host.waiting.put(script, end);
      PimHome pim = new PimHome(root, service);
      Ran begun = pim.run("build", "run", "web", "--arch", "amd64", "--detach");
      assertEquals(0, begun.status(), begun.err());
      service.host.awaitStep(script);

      HostWork here = ask(service, FakeHost.ID);
      while (here.builds().isEmpty() || !here.builds().get(0).step().equals(script)) {
        LockSupport.parkNanos(10_000_000);
        here = ask(service, FakeHost.ID);
      }
      assertTrue(here.builds().get(0).id().startsWith("web-x86_64-"), here.toString());
      assertEquals("web-x86_64", here.builds().get(0).workflowId());
      assertEquals(Optional.empty(), here.silence());
      assertEquals(List.of(), here.deployments());
      assertEquals(List.of(), here.held());
      assertEquals(List.of(), ask(service, "another").builds());
      end.countDown();
    }
  }

  private static HostWork ask(FakeService service, String host) {
    return HostWorkQuery.of(service.openRunning().client(), host);
  }

  @Test
  void aDeadServiceIsAnAnswerToo() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Layout layout = layout("[profile.default]\naddress = \"127.0.0.1:" + port + "\"\n");
    Files.createDirectories(layout.folders().sealKey().getParent());
    Files.write(layout.folders().sealKey(), new byte[32]);
    String why = new HostWorkQuery().of(layout, "here").silence().orElseThrow();
    assertTrue(why.contains("Temporal"), why);
  }

  @Test
  void aMissingKeyIsNotMadeAnew() throws Exception {
    Layout layout = layout("[profile.default]\naddress = \"127.0.0.1:1\"\n");
    assertTrue(new HostWorkQuery().of(layout, "here").silence().isPresent());
    assertTrue(Files.notExists(layout.folders().sealKey()));
  }

  private Layout layout(String toml) throws Exception {
    PimHome pim = PimHome.bare(root);
    Path file = root.resolve("temporal.toml");
    Files.writeString(file, toml);
    Owner owner = new Owner("ann", "ann");
    Path none = root.resolve("none");
    return new Layout(
        Scope.USER, owner, owner, root, pim.folders, file, none, none, none, none, none);
  }
}
