package io.pim.activities.install;

import io.pim.host.build.StepContext;
import io.pim.host.machine.Phase;
import io.pim.model.json.Json;
import io.pim.tools.guestserver.BuildResources;
import io.pim.tools.guestserver.Clients;
import io.pim.tools.guestserver.PreseedServer;
import io.pim.tools.guestserver.ServedRequest;
import io.pim.tools.guestserver.ServerFacts;
import io.pim.tools.qemu.VmSpec;
import io.pim.tools.ssh.AuthorizedKeys;
import io.pim.tools.ssh.SshKeyPair;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/** Serves the installer's files; a restarted worker serves them again at the same address. */
final class InstallServer implements AutoCloseable {
  /** The files served so far; kept on disk, because the worker may be killed in between. */
  private record Served(Set<String> names) {}

  private final StepContext step;
  private final Path servedFile;
  private final Set<String> served = new TreeSet<>();
  private final AtomicLong requests = new AtomicLong();
  private final PreseedServer server;

  private InstallServer(StepContext step, Clients clients) throws IOException {
    this.step = step;
    this.servedFile = step.build().folder().servedFacts();
    Path facts = Phase.INSTALL.of(step.build()).serverFacts();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    if (Files.exists(facts)) {
      ServerFacts before = Json.read(facts, ServerFacts.class);
      this.server = PreseedServer.start(loopback, before, clients, this::log);
    } else {
      this.server = PreseedServer.start(loopback, 0, clients, this::log);
      Json.write(facts, server.facts());
    }
  }

  /** Serves an installer that is about to start. */
  static InstallServer fresh(StepContext step, Clients clients) throws IOException {
    Files.deleteIfExists(Phase.INSTALL.of(step.build()).serverFacts());
    Files.deleteIfExists(step.build().folder().servedFacts());
    return serving(new InstallServer(step, clients));
  }

  /** Serves an installer that is already running. */
  static InstallServer again(StepContext step, Clients clients) throws IOException {
    InstallServer server = new InstallServer(step, clients);
    if (Files.exists(server.servedFile)) {
      server.served.addAll(Json.read(server.servedFile, Served.class).names());
    }
    return serving(server);
  }

  private static InstallServer serving(InstallServer server) throws IOException {
    SshKeyPair key = SshKeyPair.at(server.step.build().folder().sshKey());
    server.server.serve(
        BuildResources.of(
            server.step.build().contents(),
            AuthorizedKeys.line(key, server.step.build().id().text()),
            server.server,
            VmSpec.HOST_AS_SEEN));
    return server;
  }

  String preseedUrl() {
    return server.url(BuildResources.PRESEED, VmSpec.HOST_AS_SEEN);
  }

  /** A console line without the secret path, which the kernel's arguments contain. */
  String masked(String line) {
    return server.masked(line);
  }

  /** The number of the installer's requests; a sign of life that no stranger can forge. */
  long requests() {
    return requests.get();
  }

  synchronized boolean hasServed(String name) {
    return served.contains(name);
  }

  private synchronized void log(ServedRequest request) {
    if (request.knowsSecret()) {
      requests.incrementAndGet();
    }
    step.output("served: " + request);
    if (request.status() == 200) {
      served.add(request.path().substring(request.path().lastIndexOf('/') + 1));
      try {
        Json.write(servedFile, new Served(served));
      } catch (IOException e) {
        step.build().log().add(step.step().name(), "cannot write " + servedFile + ": " + e);
      }
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
