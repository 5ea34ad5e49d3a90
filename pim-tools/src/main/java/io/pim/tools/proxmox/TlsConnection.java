package io.pim.tools.proxmox;

import io.pim.tools.proxmox.ApiException.Unreachable;
import io.pim.tools.proxmox.ApiException.Untrusted;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * One connection for one request. Proxmox closes idle connections after five seconds, and a request
 * on a connection that is being closed may or may not have been acted on; a new connection leaves
 * no such doubt.
 *
 * <p>It stands on a channel, so that an interrupt ends every wait.
 */
final class TlsConnection implements AutoCloseable {
  private static final int CONNECT_MILLIS = 15_000;

  private final SocketChannel channel;
  private final SSLSocket socket;

  private TlsConnection(SocketChannel channel, SSLSocket socket) {
    this.channel = channel;
    this.socket = socket;
  }

  static TlsConnection open(ApiAddress address, ServerTrust trust)
      throws Unreachable, Untrusted, InterruptedException {
    LeafCheck check;
    try {
      check = trust.check();
    } catch (IOException | GeneralSecurityException e) {
      throw new Untrusted("the file of authorities cannot be read: " + e.getMessage(), "", e);
    }
    SocketChannel channel = null;
    boolean done = false;
    try {
      channel = connect(address);
      SSLSocket socket = secure(address, channel, check);
      done = true;
      return new TlsConnection(channel, socket);
    } catch (SSLException | GeneralSecurityException e) {
      CertificateException reason = certificateProblem(e);
      if (reason != null) {
        throw new Untrusted(words(reason), check.seen().orElse(""), e);
      }
      throw new Unreachable("no TLS connection: " + e.getMessage(), false, e);
    } catch (UnknownHostException e) {
      throw new Unreachable("the host " + address.host() + " is unknown", false, e);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while connecting");
      }
      throw new Unreachable("no connection: " + text(e), false, e);
    } finally {
      if (!done) {
        close(channel);
      }
    }
  }

  private static SocketChannel connect(ApiAddress address) throws IOException {
    IOException last = null;
    for (InetAddress one : InetAddress.getAllByName(address.host())) {
      SocketChannel channel = SocketChannel.open();
      try {
        channel.socket().setTcpNoDelay(true);
        channel.socket().connect(new InetSocketAddress(one, address.port()), CONNECT_MILLIS);
        return channel;
      } catch (IOException e) {
        close(channel);
        last = e;
      }
    }
    throw last == null ? new UnknownHostException(address.host()) : last;
  }

  private static SSLSocket secure(ApiAddress address, SocketChannel channel, LeafCheck check)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {check}, null);
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(channel.socket(), address.host(), address.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(CONNECT_MILLIS);
    socket.startHandshake();
    return socket;
  }

  private static CertificateException certificateProblem(Throwable thrown) {
    CertificateException found = null;
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof CertificateException problem) {
        found = problem;
      }
    }
    return found;
  }

  private static String words(CertificateException problem) {
    for (Throwable at = problem; at != null; at = at.getCause()) {
      if (at instanceof CertificateExpiredException) {
        return "its certificate has expired: " + at.getMessage();
      }
    }
    String text = String.valueOf(problem.getMessage());
    return text.contains("unable to find valid certification path")
        ? "no known authority has signed its certificate"
        : "its certificate is not accepted: " + text;
  }

  static String text(IOException e) {
    if (e instanceof SocketTimeoutException) {
      return "no answer in time";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  OutputStream out() throws IOException {
    return socket.getOutputStream();
  }

  /** The answer's bytes. Each read waits at most {@code silence}; zero for no limit. */
  InputStream in(Duration silence) throws IOException {
    socket.setSoTimeout((int) silence.toMillis());
    return new BufferedInputStream(socket.getInputStream());
  }

  /**
   * Closes the channel under the socket: that never waits, while a TLS socket waits for its writer.
   */
  @Override
  public void close() {
    close(channel);
  }

  private static void close(SocketChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // Nothing is lost: the answer was read, or the failure is known already.
      }
    }
  }
}
