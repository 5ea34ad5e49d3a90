package io.pim.tools.proxmox.fake;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A Proxmox VE cluster on a port of loopback. It listens until it is closed; the received data is
 * in files of its folder.
 */
public final class FakeProxmox implements AutoCloseable {
  /** A token with all rights that a deployment needs, after a call of {@link #grantAll}. */
  public static final String TOKEN_ID = "deploy@pve!ci";

  public static final String SECRET = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";

  private final Cluster cluster;
  private final Faults faults = new Faults();
  private final Api api;
  private final Path spools;
  private final int port;
  private volatile ServerSocket listener;
  private volatile Thread listening;
  private final TestCertificate certificate;
  private final SSLSocketFactory tls;

  /** The sockets under TLS: closing those never waits, while a TLS socket waits for its reader. */
  private final Map<Socket, Thread> open = new ConcurrentHashMap<>();

  private final AtomicInteger connections = new AtomicInteger();
  private volatile ServerRules rules = ServerRules.PATIENT;

  private FakeProxmox(Cluster cluster, Path folder, TestCertificate certificate, int port)
      throws IOException {
    this.cluster = cluster;
    this.certificate = certificate;
    this.tls = tls(certificate);
    this.spools = Files.createDirectories(folder.resolve("spool"));
    this.api = new Api(cluster, faults, certificate.fingerprint(), spools);
    cluster.access().addToken(TOKEN_ID, SECRET, true);
    this.listener = listener(port);
    this.port = listener.getLocalPort();
    serve();
  }

  private static SSLSocketFactory tls(TestCertificate certificate) throws IOException {
    try {
      return certificate.context().getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static ServerSocket listener(int wanted) throws IOException {
    return new ServerSocket(wanted, 50, InetAddress.getLoopbackAddress());
  }

  private void serve() {
    ServerSocket its = listener;
    listening = new Thread(() -> listen(its), "fake-proxmox");
    listening.setDaemon(true);
    listening.start();
  }

  /** Ends the API's server, as a restart does: tasks keep running, and the cluster stays. */
  public void down() throws IOException {
    listener.close();
    // The server may hold the port, or have just accepted a connection, until it has ended.
    join(listening);
    for (Map.Entry<Socket, Thread> connection : Map.copyOf(open).entrySet()) {
      connection.getKey().close();
      join(connection.getValue());
    }
  }

  /** Starts the API's server again, on the same port. */
  public void up() throws IOException {
    listener = listener(port);
    serve();
  }

  /** A cluster of the newest release with these nodes, without storage or rights. */
  public static FakeProxmox start(Path folder, String... nodes) throws IOException {
    return start(folder, "9.1", TestCertificate.GOOD, nodes);
  }

  /** The same with another release and certificate. */
  public static FakeProxmox start(
      Path folder, String release, TestCertificate certificate, String... nodes)
      throws IOException {
    return start(folder, release, certificate, 0, nodes);
  }

  static FakeProxmox start(
      Path folder, String release, TestCertificate certificate, int port, String... nodes)
      throws IOException {
    Cluster cluster = new Cluster(Release.of(release), List.of(nodes));
    return new FakeProxmox(cluster, folder, certificate, port);
  }

  public Cluster cluster() {
    return cluster;
  }

  public Faults faults() {
    return faults;
  }

  public int port() {
    return port;
  }

  /** The number of connections accepted so far. */
  public int connections() {
    return connections.get();
  }

  /** The address as a target names it. */
  public String address() {
    return "127.0.0.1:" + port();
  }

  public String token() {
    return TOKEN_ID + "=" + SECRET;
  }

  public String fingerprint() {
    return certificate.fingerprint();
  }

  /** Gives the token, and its user, every right that a deployment needs. */
  public void grantAll() {
    String agent = cluster.release().major() >= 9 ? "VM.GuestAgent.Audit" : "VM.Monitor";
    for (String subject : List.of("deploy@pve", TOKEN_ID)) {
      Access access = cluster.access();
      access.grant(
          subject,
          "/vms",
          "VM.Allocate",
          "VM.Audit",
          "VM.Clone",
          "VM.Config.CDROM",
          "VM.Config.CPU",
          "VM.Config.Cloudinit",
          "VM.Config.Disk",
          "VM.Config.HWType",
          "VM.Config.Memory",
          "VM.Config.Network",
          "VM.Config.Options",
          "VM.PowerMgmt",
          agent);
      access.grant(
          subject,
          "/storage",
          "Datastore.Allocate",
          "Datastore.AllocateSpace",
          "Datastore.AllocateTemplate",
          "Datastore.Audit");
      if (!cluster.release().isBefore("8.0")) {
        access.grant(subject, "/sdn/zones/localnetwork", "SDN.Use");
      }
      access.grant(subject, "/pool", "Pool.Audit", "VM.Allocate");
    }
  }

  private void listen(ServerSocket its) {
    while (!its.isClosed()) {
      try {
        Socket socket = its.accept();
        Thread thread = new Thread(() -> serve(socket), "fake-proxmox-connection");
        thread.setDaemon(true);
        open.put(socket, thread);
        connections.incrementAndGet();
        thread.start();
      } catch (IOException e) {
        // The socket was closed, or the client disconnected before it was accepted.
      }
    }
  }

  private void serve(Socket socket) {
    try (SSLSocket secure = (SSLSocket) tls.createSocket(socket, null, port, true)) {
      secure.setUseClientMode(false);
      new FakeConnection(secure, api, cluster, rules, spools).serve();
    } catch (IOException e) {
      // The client disconnected, was silent for too long, or does not trust the certificate.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  /**
   * Sets how long a connection may be silent before it is closed; Proxmox's own server uses 5 s.
   */
  public void setStall(Duration limit) {
    rules = new ServerRules((int) limit.toMillis());
  }

  @Override
  public void close() throws IOException {
    down();
    cluster.close();
  }

  /** Nothing may write to the folder from here on: a test is about to remove it. */
  private static void join(Thread thread) throws IOException {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
