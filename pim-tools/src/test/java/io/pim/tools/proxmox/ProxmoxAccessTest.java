package io.pim.tools.proxmox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.FailureKind;
import io.pim.model.failure.FailureReport;
import io.pim.tools.proxmox.fake.FakeProxmox;
import io.pim.tools.proxmox.fake.TestCertificate;
import io.pim.tools.tls.ServerTrust;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Connections, certificates, tokens and rights. */
class ProxmoxAccessTest extends ProxmoxFixture {
  @Test
  void readsShareAConnectionAndEachChangeHasItsOwn() throws Exception {
    proxmox.nodes();
    proxmox.version();
    assertEquals(1, fake.connections());
    create(100);
    assertEquals(2, fake.connections());
  }

  @Test
  void readsOverANewConnectionIfTheServerClosedTheOldOne() throws Exception {
    proxmox.nodes();
    fake.down();
    fake.up();
    assertEquals("pve1", proxmox.nodes().get(0).name());
    assertEquals(2, fake.connections());
  }

  @Test
  void trustsAnAuthoritysFile() throws Exception {
    Path ca = Files.write(folder.resolve("ca.pem"), TestCertificate.authority());
    assertTrue(proxmox(new ServerTrust.CaFile(ca)).version().isAtLeast(9, 1));
  }

  @Test
  void refusesAnUnknownAuthorityAndShowsItsFingerprint() {
    FailureReport report =
        fails(FailureKind.TARGET_REFUSED, () -> proxmox(new ServerTrust.OfSystem()).version());
    assertTrue(report.todo().contains(fake.fingerprint()), report.todo());
  }

  @Test
  void refusesAnotherFingerprint() {
    String other = "00" + fake.fingerprint().substring(2);
    FailureReport report =
        fails(FailureKind.TARGET_REFUSED, () -> proxmox(new ServerTrust.Pinned(other)).version());
    assertTrue(report.why().contains(other), report.why());
  }

  @Test
  void refusesAnExpiredCertificateWithThisReason() throws Exception {
    use(FakeProxmox.start(folder, "9.1", TestCertificate.EXPIRED, "pve1"));
    Path ca = Files.write(folder.resolve("ca.pem"), TestCertificate.authority());
    FailureReport report =
        fails(FailureKind.TARGET_REFUSED, () -> proxmox(new ServerTrust.CaFile(ca)).version());
    assertTrue(report.why().contains("has expired"), report.why());
    assertTrue(proxmox.version().isAtLeast(9, 1), "a pinned certificate may be old");
  }

  @Test
  void refusesACertificateOfAnotherHost() throws Exception {
    use(FakeProxmox.start(folder, "9.1", TestCertificate.OTHER_NAME, "pve1"));
    Path ca = Files.write(folder.resolve("ca.pem"), TestCertificate.authority());
    fails(FailureKind.TARGET_REFUSED, () -> proxmox(new ServerTrust.CaFile(ca)).version());
    assertTrue(proxmox(new ServerTrust.Unchecked()).version().isAtLeast(9, 1));
  }

  @Test
  void waitsForAnUnreachableServer() throws Exception {
    fake.close();
    fails(FailureKind.TARGET_UNREACHABLE, () -> proxmox.version());
  }

  @Test
  void namesAWrongTokenWithoutItsSecret() {
    fake.cluster().access().addToken(FakeProxmox.TOKEN_ID, "another", true);
    FailureReport report = fails(FailureKind.TARGET_REFUSED, () -> proxmox.version());
    assertTrue(report.why().contains(FakeProxmox.TOKEN_ID), report.why());
  }

  @Test
  void neverShowsAMalformedToken() {
    FailureReport report =
        fails(
            FailureKind.TARGET_REFUSED, () -> ApiToken.of("me@pve!x=" + FakeProxmox.SECRET + "0"));
    assertFalse(report.toString().contains("me@pve"), report.toString());
  }

  @Test
  void namesAMissingRightWithItsPath() {
    fake.cluster().access().revoke("Datastore.AllocateTemplate");
    FailureReport report = fails(FailureKind.TARGET_REFUSED, () -> upload(file(10)));
    assertTrue(
        report.todo().startsWith("Give Datastore.AllocateTemplate on /storage/local to the token"),
        report.todo());
  }

  @Test
  void readsRightsByPath() throws Exception {
    assertTrue(proxmox.rights().on("/storage/local").contains("Datastore.Allocate"));
    assertEquals(Set.of(), proxmox.rights().on("/nodes/pve1"));
  }
}
