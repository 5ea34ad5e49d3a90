package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.libvirt.Libvirtd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A pool of a libvirt daemon. */
final class PoolTarget implements LiveTarget {
  private static final String IMAGE = ".qcow2";
  private static final String CURRENT = ".current";

  private final Libvirtd daemon;
  private final String pool;

  private PoolTarget(Libvirtd daemon, String pool) {
    this.daemon = daemon;
    this.pool = pool;
  }

  static PoolTarget start() throws Exception {
    Libvirtd daemon = Libvirtd.start();
    String pool = daemon.newPool();
    daemon.require("pool-autostart", pool);
    return new PoolTarget(daemon, pool);
  }

  @Override
  public List<String> fields() {
    return List.of("type: libvirt", "uri: " + daemon.uri(), "pool: " + pool);
  }

  @Override
  public void restart() throws IOException, InterruptedException {
    daemon.restart();
  }

  @Override
  public void require(String id, DeployProof proof) throws Exception {
    Path folder = daemon.poolFolder(pool);
    List<String> files = DeployProof.names(folder);
    List<String> images = files.stream().filter(name -> name.endsWith(IMAGE)).toList();
    proof.requireKept(images);
    Set<String> wanted = new TreeSet<>(List.of(id + CURRENT));
    for (String image : images) {
      String of = image.substring(0, image.length() - IMAGE.length());
      wanted.addAll(List.of(image, of + ".json"));
      proof.requireImage(folder.resolve(image));
    }
    assertTrue(images.contains(id + IMAGE), files::toString);
    assertEquals(wanted, new TreeSet<>(files), "files of the pool");
    String volumes = daemon.ask("vol-list", pool);
    assertEquals(files.size(), volumes.lines().filter(its -> !its.isBlank()).count(), volumes);
  }

  @Override
  public void close() throws IOException {
    daemon.close();
  }
}
