package io.pim.tools.proxmox;

import io.pim.tools.proxmox.ApiException.Unreachable;
import io.pim.tools.proxmox.ApiException.Untrusted;
import io.pim.tools.tls.LeafCheck;
import io.pim.tools.tls.ServerTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Opens connections to one server. They share a TLS session, which saves most of a handshake. */
final class TlsClient {
  private static final int CONNECT_MILLIS = 30_000;

  private final ApiAddress address;
  private final ServerTrust trust;
  private LeafCheck check;
  private SSLContext context;

  TlsClient(ApiAddress address, ServerTrust trust) {
    this.address = address;
    this.trust = trust;
  }

  TlsConnection open() throws Unreachable, Untrusted, InterruptedException {
    prepare();
    SocketChannel channel = null;
    boolean done = false;
    try {
      channel = connect();
      SSLSocket socket = secure(channel);
      done = true;
      return new TlsConnection(channel, socket);
    } catch (SSLException e) {
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
      throw new Unreachable("no connection: " + TlsConnection.text(e), false, e);
    } finally {
      if (!done) {
        TlsConnection.close(channel);
      }
    }
  }

  private synchronized void prepare() throws Untrusted {
    if (context != null) {
      return;
    }
    try {
      check = trust.check();
      SSLContext fresh = SSLContext.getInstance("TLS");
      fresh.init(null, new TrustManager[] {check}, null);
      context = fresh;
    } catch (IOException | GeneralSecurityException e) {
      throw new Untrusted("the file of authorities cannot be read: " + e.getMessage(), "", e);
    }
  }

  private SocketChannel connect() throws IOException {
    IOException last = null;
    for (InetAddress one : InetAddress.getAllByName(address.host())) {
      SocketChannel channel = SocketChannel.open();
      try {
        channel.socket().setTcpNoDelay(true);
        channel.socket().connect(new InetSocketAddress(one, address.port()), CONNECT_MILLIS);
        return channel;
      } catch (IOException e) {
        TlsConnection.close(channel);
        last = e;
      }
    }
    throw last == null ? new UnknownHostException(address.host()) : last;
  }

  private SSLSocket secure(SocketChannel channel) throws IOException {
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
}
