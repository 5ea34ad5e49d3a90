package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.tools.libvirt.Libvirtd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A pool of a libvirt daemon. */
final class PoolTarget implements LiveTarget {
  private static final String SOCKET = "socket=";

  private final Libvirtd daemon;
  private final String pool;
  private final Path socket;
  private final CountingRelay relay;

  private PoolTarget(Libvirtd daemon, String pool, Path socket) throws IOException {
    this.daemon = daemon;
    this.pool = pool;
    this.socket = socket;
    this.relay = CountingRelay.ofSocket(Path.of(daemon.uri().split(SOCKET, 2)[1]), socket);
  }

  static PoolTarget start(Path home) throws Exception {
    Libvirtd daemon = Libvirtd.start();
    try {
      String pool = daemon.newPool();
      daemon.require("pool-autostart", pool);
      return new PoolTarget(daemon, pool, home.resolve("libvirt.sock"));
    } catch (Exception | AssertionError e) {
      daemon.close();
      throw e;
    }
  }

  @Override
  public List<String> fields() {
    String uri = daemon.uri().split(SOCKET, 2)[0] + SOCKET + socket;
    return List.of("type: libvirt", "uri: " + uri, "pool: " + pool);
  }

  @Override
  public void restart() throws IOException, InterruptedException {
    relay.down();
    daemon.restart();
    relay.up();
  }

  @Override
  public boolean hasPartOf(ChaosImage image) {
    return relay.received() > image.data() / 4;
  }

  @Override
  public void require(DeployProof proof) throws Exception {
    requireFolder(daemon.poolFolder(pool), proof);
    List<String> volumes =
        daemon.ask("vol-list", pool).lines().filter(its -> !its.isBlank()).toList();
    assertEquals(2 * proof.kept().size() + 1, volumes.size(), volumes::toString);
  }

  /** Fails unless a pool's folder has exactly the expected deployments. */
  static void requireFolder(Path folder, DeployProof proof) throws IOException {
    List<String> wanted = new ArrayList<>(List.of(proof.current() + ".current"));
    proof.kept().keySet().forEach(id -> wanted.addAll(List.of(id + ".qcow2", id + ".json")));
    DeployProof.requireNames(wanted, DeployProof.names(folder), folder);
    for (String id : proof.kept().keySet()) {
      proof.requireImage(id, folder.resolve(id + ".qcow2"));
    }
  }

  @Override
  public Optional<Long> sentTwice(DeployProof proof) {
    long received = relay.takeReceived();
    return Optional.of(DeployProof.sentTwice(received, proof.image(proof.current()).data()));
  }

  @Override
  public void close() throws IOException {
    relay.close();
    daemon.close();
  }
}
