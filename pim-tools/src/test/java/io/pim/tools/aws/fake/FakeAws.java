package io.pim.tools.aws.fake;

import io.pim.tools.proxmox.fake.TestCertificate;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocketFactory;
import software.amazon.awssdk.core.SdkGlobalTime;

/**
 * EC2, the EBS direct APIs, S3 and one call of IAM for one account, over HTTP or TLS on loopback.
 */
public final class FakeAws implements AutoCloseable {
  public static final String KEY_ID = "AKIAFAKEFAKEFAKEFAKE";
  public static final String SECRET = "fake/secret+key";

  private final ServerSocketFactory sockets;
  private final String scheme;
  private final int port;
  private final Cloud cloud;
  private final Faults faults = new Faults();
  private final AtOnce atOnce = new AtOnce();
  private final SignatureCheck signatures = new SignatureCheck();
  private final Ec2Calls ec2;
  private final EbsCalls ebs;
  private final S3Calls s3;
  private final RoleCalls roles;
  private final List<String> calls = new ArrayList<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger unsigned = new AtomicInteger();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private volatile Duration ahead = Duration.ZERO;
  private volatile ServerSocket server;
  private volatile Thread acceptor;

  private FakeAws(Path folder, int port, ServerSocketFactory sockets) throws IOException {
    this.sockets = sockets;
    scheme = sockets instanceof SSLServerSocketFactory ? "https" : "http";
    cloud = new Cloud(folder);
    ec2 = new Ec2Calls(cloud);
    ebs = new EbsCalls(cloud);
    s3 = new S3Calls(cloud);
    roles = new RoleCalls(cloud);
    signatures.addKey(KEY_ID, SECRET);
    server = listen(port);
    this.port = server.getLocalPort();
  }

  private ServerSocket listen(int wanted) throws IOException {
    ServerSocket its = sockets.createServerSocket(wanted, 200, InetAddress.getLoopbackAddress());
    acceptor = new Thread(() -> accept(its), "fake-aws");
    acceptor.setDaemon(true);
    acceptor.start();
    return its;
  }

  /** Starts a server on a free port; disks are files in the folder. */
  public static FakeAws start(Path folder) throws IOException {
    return start(folder, 0);
  }

  public static FakeAws start(Path folder, int port) throws IOException {
    return new FakeAws(folder, port, ServerSocketFactory.getDefault());
  }

  /** Starts a server that speaks TLS, as AWS does; {@link TestCertificate#authority} signs it. */
  public static FakeAws startWithTls(Path folder, int port) throws IOException {
    try {
      return new FakeAws(folder, port, TestCertificate.GOOD.context().getServerSocketFactory());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  public String endpoint() {
    return scheme + "://127.0.0.1:" + port;
  }

  public Cloud cloud() {
    return cloud;
  }

  public Faults faults() {
    return faults;
  }

  /** Counts the calls of an operation that run at the same time. */
  public AtOnce atOnce() {
    return atOnce;
  }

  /** The names of the operations that the server carried out or refused, in order. */
  public List<String> calls() {
    synchronized (calls) {
      return List.copyOf(calls);
    }
  }

  /** The number of bytes of bodies received. */
  public long bytesReceived() {
    return bytes.get();
  }

  /** The number of requests whose signatures did not cover their bodies. */
  public int unsignedBodies() {
    return unsigned.get();
  }

  /** From now on, the server refuses session credentials with this token. */
  public void expire(String sessionToken) {
    signatures.expire(sessionToken);
  }

  /** The lead of AWS's clock over this machine's. */
  public void setAhead(Duration time) {
    ahead = time;
  }

  private Instant now() {
    return Instant.now().plus(ahead);
  }

  private void accept(ServerSocket its) {
    while (!its.isClosed()) {
      try {
        Socket socket = its.accept();
        connections.add(socket);
        Thread thread = new Thread(() -> serve(socket), "fake-aws-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        // The socket was closed.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = new BufferedOutputStream(socket.getOutputStream())) {
      socket.setTcpNoDelay(true);
      Optional<HttpRequest> request = HttpRequest.read(in, out);
      while (request.isPresent()) {
        bytes.addAndGet(request.get().body().length);
        unsigned.addAndGet(EbsCalls.isUnsigned(request.get()) ? 1 : 0);
        Optional<HttpReply> reply = answer(request.get());
        if (reply.isEmpty()) {
          return;
        }
        reply.get().write(out, now());
        request = HttpRequest.read(in, out);
      }
    } catch (IOException e) {
      // The caller has disconnected.
    } finally {
      connections.remove(socket);
    }
  }

  /** The answer; empty if the connection ends instead. */
  private Optional<HttpReply> answer(HttpRequest request) throws IOException {
    Service service = Service.of(request);
    try {
      String region = signatures.check(request, service, now());
      Map<String, String> form =
          service == Service.EC2 || service == Service.IAM ? Ec2Calls.form(request) : Map.of();
      String operation =
          switch (service) {
            case EBS -> EbsCalls.operation(request);
            case S3 -> S3Calls.operation(request);
            case EC2, IAM -> form.getOrDefault("Action", "nothing");
          };
      synchronized (calls) {
        calls.add(operation);
      }
      Optional<Faults.Kind> fault = faults.take(operation);
      if (fault.equals(Optional.of(Faults.Kind.DROP_BEFORE))) {
        return Optional.empty();
      }
      boolean isAfter =
          fault.equals(Optional.of(Faults.Kind.DROP_AFTER))
              || fault.equals(Optional.of(Faults.Kind.ANSWER_LOST));
      if (fault.isPresent() && !isAfter) {
        throw Faults.refusal(service, fault.get());
      }
      faults.checkRight(
          service, service == Service.S3 ? S3Calls.action(operation, request) : operation);
      HttpReply reply;
      atOnce.begin(operation);
      try {
        reply = answer(service, operation, request, form, region);
      } finally {
        atOnce.end(operation);
      }
      if (fault.equals(Optional.of(Faults.Kind.ANSWER_LOST))) {
        throw Faults.refusal(service, fault.get());
      }
      return fault.isPresent() ? Optional.empty() : Optional.of(reply);
    } catch (Refusal refusal) {
      return Optional.of(service.error(request, refusal));
    }
  }

  private HttpReply answer(
      Service service,
      String operation,
      HttpRequest request,
      Map<String, String> form,
      String region)
      throws IOException {
    return switch (service) {
      case EBS -> ebs.answer(operation, request, cloud.region(region), region);
      case EC2 -> ec2.answer(operation, form, cloud.region(region), region);
      case S3 -> s3.answer(operation, request, region);
      case IAM -> roles.answer(form);
    };
  }

  /** Ends the server without warning: every connection breaks, and the account's contents stay. */
  public void down() throws IOException {
    server.close();
    for (Socket socket : connections) {
      socket.close();
    }
    try {
      // The port is free only then.
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  /** Starts the server again, on the same port. */
  public void up() throws IOException {
    server = listen(port);
  }

  @Override
  public void close() throws IOException {
    // The SDK keeps the lead of AWS's clock for the whole Java process.
    SdkGlobalTime.setGlobalTimeOffset(0);
    down();
  }
}
