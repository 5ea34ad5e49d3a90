package io.pim.e2e.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.e2e.PimUser;
import io.pim.model.config.TemporalSettings;
import io.pim.worker.connection.ServiceAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** deploy/make-certificates.sh with the real openssl. */
class CertificatesTest {
  @TempDir Path folder;

  private Tool.Output make(String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(PimUser.ROOT.resolve("deploy/make-certificates.sh").toString());
    command.addAll(List.of("--folder", folder.resolve("secrets").toString()));
    command.addAll(List.of(words));
    return Tool.run(Map.of(), command);
  }

  private Path secret(String name) {
    return folder.resolve("secrets").resolve(name);
  }

  private X509Certificate certificate(String name) throws IOException, CertificateException {
    try (InputStream in = Files.newInputStream(secret(name))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  @Test
  void onlyTheOwnerReadsThem() throws Exception {
    make("server", "pim.example.org").exits(0);
    make("client", "host-a").exits(0);

    try (Stream<Path> tree = Files.walk(folder.resolve("secrets"))) {
      for (Path file : tree.toList()) {
        String wanted = Files.isDirectory(file) ? "rwx------" : "rw-------";
        assertEquals(
            wanted,
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
            file.toString());
      }
    }
  }

  @Test
  void namesTheServicesAddresses() throws Exception {
    make("server", "pim.example.org", "10.0.0.1", "fd00::1").exits(0);

    X509Certificate server = certificate("temporal.pem");
    List<String> names =
        server.getSubjectAlternativeNames().stream()
            .map(name -> name.get(0) + ":" + name.get(1))
            .toList();
    assertEquals(
        List.of(
            "2:pim.example.org",
            "7:10.0.0.1",
            "7:fd00:0:0:0:0:0:0:1",
            "2:temporal",
            "2:localhost",
            "7:127.0.0.1"),
        names);
    server.verify(certificate("ca.pem").getPublicKey());
    assertEquals(-1, server.getBasicConstraints(), "it can sign no certificates");
  }

  /** A stolen key of the registry or the database must not give access to Temporal. */
  @Test
  void givesEachCertificateOneUse() throws Exception {
    make("server", "localhost").exits(0);
    make("client", "host-a").exits(0);

    String server = "1.3.6.1.5.5.7.3.1";
    String client = "1.3.6.1.5.5.7.3.2";
    assertEquals(List.of(server), certificate("registry.pem").getExtendedKeyUsage());
    assertEquals(List.of(server), certificate("postgresql.pem").getExtendedKeyUsage());
    assertEquals(List.of(client), certificate("admin.pem").getExtendedKeyUsage());
    assertEquals(List.of(client), certificate("clients/host-a/client.pem").getExtendedKeyUsage());
  }

  @Test
  void renewsCertificatesAndKeepsTheRest() throws Exception {
    make("--days", "3", "server", "localhost").exits(0);
    X509Certificate before = certificate("temporal.pem");
    List<String> kept = List.of("ca.pem", "ca-key.pem", "postgresql-password", "registry-htpasswd");
    List<String> contents = new ArrayList<>();
    for (String name : kept) {
      contents.add(Files.readString(secret(name)));
    }

    make("--days", "30", "server", "localhost").exits(0);

    X509Certificate after = certificate("temporal.pem");
    assertNotEquals(before.getSerialNumber(), after.getSerialNumber());
    assertEquals(
        Duration.ofDays(30),
        Duration.between(after.getNotBefore().toInstant(), after.getNotAfter().toInstant()));
    for (int i = 0; i < kept.size(); i++) {
      assertEquals(contents.get(i), Files.readString(secret(kept.get(i))), kept.get(i));
    }
    assertTrue(make("show").exits(0).text().contains("temporal.pem"));
  }

  @Test
  void writesAFileThatPimReads() throws Exception {
    make("server", "pim.example.org").exits(0);
    make("client", "host-a").exits(0);

    ServiceAddress address =
        ServiceAddress.shared(
                Map.of("TEMPORAL_CONFIG_FILE", secret("clients/host-a/temporal.toml").toString()),
                new TemporalSettings(Optional.empty(), Optional.empty(), Optional.empty(), 0, 0))
            .orElseThrow();

    assertEquals("pim.example.org:7233", address.target());
    assertEquals("pim", address.namespace());
    // Reads the key and both certificates.
    assertTrue(address.profile().toWorkflowServiceStubsOptions().getSslContext() != null);
  }

  @Test
  void refusesInvalidNames() throws Exception {
    for (String name : List.of("../x", "a b", "-x", "x/y", "x\ny", "")) {
      assertTrue(make("server", name).text().contains("is not a host name or address"), name);
    }
    assertTrue(make("client", "host-a").exits(1).text().contains("run `"));
    assertEquals(2, make().exit());
    assertFalse(Files.exists(secret("clients")));
  }
}
