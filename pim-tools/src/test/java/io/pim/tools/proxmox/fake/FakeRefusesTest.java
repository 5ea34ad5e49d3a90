package io.pim.tools.proxmox.fake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fake refuses what the contract refuses, with the real status and text. */
class FakeRefusesTest {
  private static final String UNKNOWN =
      "property is not defined in schema and the schema does not allow additional properties";
  private static final Map<String, String> VM =
      Map.of("vmid", "100", "name", "a", "scsi0", "local-lvm:1");

  @TempDir private Path folder;
  private FakeProxmox fake;
  private RawClient client;

  @BeforeEach
  void start() throws Exception {
    fake = FakeProxmox.start(folder, "pve1", "pve2");
    fake.cluster().addLocal("pve1", "local", "dir", 1L << 40, "iso", "import");
    fake.cluster().addLocal("pve1", "local-lvm", "lvmthin", 1L << 40, "images");
    fake.grantAll();
    client = new RawClient(fake);
  }

  @AfterEach
  void stop() throws Exception {
    fake.close();
  }

  private void refuses(RawClient.Answer answer, int status, String message) throws Exception {
    assertEquals(status, answer.status(), answer.body());
    assertEquals(message + "\n", answer.json().get("message").asText());
    assertEquals(message.lines().findFirst().orElseThrow(), answer.reason());
    assertTrue(answer.head().contains("Connection: close"));
  }

  private void invalid(RawClient.Answer answer, String parameter, String text) throws Exception {
    refuses(answer, 400, "Parameter verification failed.");
    assertEquals(text, answer.json().get("errors").path(parameter).asText(null), answer.body());
  }

  @Test
  void aRequestWithoutATokenGetsAnEmptyAnswer() throws Exception {
    RawClient.Answer answer = client.withToken("").get("/version");
    assertEquals(401, answer.status());
    assertEquals("No ticket", answer.reason());
    assertEquals("", answer.body());
  }

  @Test
  void aWrongSecretGetsAnEmptyAnswer() throws Exception {
    RawClient.Answer answer = client.withToken(FakeProxmox.TOKEN_ID + "=wrong").get("/version");
    assertEquals(401, answer.status());
    assertEquals("Authentication failed!", answer.reason());
    assertEquals("", answer.body());
  }

  @Test
  void anUnknownPathIsNotImplemented() throws Exception {
    refuses(client.get("/nodes/pve1/foo"), 501, "Method 'GET /nodes/pve1/foo' not implemented");
  }

  @Test
  void looksUpAnUnknownNode() throws Exception {
    assertEquals(500, client.get("/nodes/other/status").status());
  }

  @Test
  void aNodeThatIsDownAnswersThroughTheOther() throws Exception {
    fake.cluster().setDown("pve2", true);
    RawClient.Answer answer = client.get("/nodes/pve2/storage");
    assertEquals(595, answer.status());
    assertEquals("", answer.body());
  }

  @Test
  void checksRightsBeforeParameters() throws Exception {
    fake.cluster().access().revoke("VM.Allocate");
    refuses(client.post("/nodes/pve1/qemu", Map.of("foo", "1")), 403, "Permission check failed");
    refuses(
        client.delete("/nodes/pve1/qemu/100"),
        403,
        "Permission check failed (/vms/100, VM.Allocate)");
  }

  @Test
  void aSeparatedTokenWithoutRightsSeesEmptyLists() throws Exception {
    fake.cluster().access().addToken("deploy@pve!bare", FakeProxmox.SECRET, true);
    client.withToken("deploy@pve!bare=" + FakeProxmox.SECRET);
    assertEquals("[]", client.get("/nodes/pve1/storage").data().toString());
    assertEquals("{}", client.get("/access/permissions").data().toString());
    refuses(
        client.get("/nodes/pve1/storage/local/status"),
        403,
        "Permission check failed (/storage/local, Datastore.Audit|Datastore.AllocateSpace)");
  }

  @Test
  void namesAnUnknownParameter() throws Exception {
    invalid(client.get("/version?foo=1"), "foo", UNKNOWN);
    invalid(
        client.post("/nodes/pve1/qemu", Map.of("vmid", "100", "scsi31", "local-lvm:1")),
        "scsi31",
        UNKNOWN);
  }

  @Test
  void valuesHaveTypesAndLimits() throws Exception {
    String path = "/nodes/pve1/qemu";
    invalid(
        client.post(path, Map.of("vmid", "abc")),
        "vmid",
        "type check ('integer') failed - got 'abc'");
    invalid(
        client.post(path, Map.of("vmid", "99")), "vmid", "value must have a minimum value of 100");
    invalid(
        client.post(path, Map.of("vmid", "100", "onboot", "true")),
        "onboot",
        "type check ('boolean') failed - got 'true'");
    invalid(
        client.post(path, Map.of("vmid", "100", "name", "my_vm")),
        "name",
        "invalid format - value does not look like a valid DNS name");
    invalid(
        client.post(path, Map.of("vmid", "100", "bios", "efi")),
        "bios",
        "value 'efi' does not have a value in the enumeration 'seabios, ovmf'");
    invalid(
        client.post(path, Map.of("name", "a")),
        "vmid",
        "property is missing and it is not optional");
    invalid(
        client.post(path, Map.of("vmid", "100", "serial0", "pty")),
        "serial0",
        "value does not match the regex pattern");
    invalid(
        client.post(path, Map.of("vmid", "100", "sshkeys", "ssh-ed25519 AAAA+")),
        "sshkeys",
        "invalid format - invalid urlencoded string: ssh-ed25519 AAAA+");
  }

  @Test
  void drivesHaveASyntax() throws Exception {
    String path = "/nodes/pve1/qemu";
    invalid(
        client.post(path, Map.of("vmid", "100", "scsi0", "local-lvm:1,foo=1")),
        "scsi0",
        "invalid format - format error\nscsi0.foo: " + UNKNOWN + "\n");
    invalid(
        client.post(path, Map.of("vmid", "100", "scsi0", "32")),
        "scsi0",
        """
        invalid format - format error
        scsi0.file: invalid format - unable to parse volume ID '32'

        """);
    invalid(
        client.post(
            path, Map.of("vmid", "100", "scsi0", "local-lvm:32,import-from=local:import/x.raw")),
        "scsi0",
        "'import-from' requires special syntax - use <storage ID>:0,import-from=<source>");
    invalid(
        client.post(
            path, Map.of("vmid", "100", "scsi0", "local-lvm:0,import-from=local:iso/x.iso")),
        "scsi0",
        "local:iso/x.iso has wrong type 'iso' - needs to be 'images' or 'import'");
    invalid(
        client.post(path, Map.of("vmid", "100", "scsi0", "local:1")),
        "storage",
        "storage 'local' does not support vm images");
    refuses(
        client.post(path, Map.of("vmid", "100", "scsi0", "local-lvm:32G")),
        500,
        "unable to parse lvmthin volume name '32G'");
    refuses(
        client.post(path, Map.of("vmid", "100", "scsi0", "local-lvm:0,import-from=/root/x.raw")),
        500,
        "Only root can pass arbitrary filesystem paths. at /usr/share/perl5/PVE/Storage.pm line"
            + " 1.");
  }

  @Test
  void refusesRootsOptionsToTokens() throws Exception {
    refuses(
        client.post("/nodes/pve1/qemu", Map.of("vmid", "100", "arch", "aarch64")),
        500,
        "only root can set 'arch' config");
  }

  @Test
  void eachOptionNeedsItsRight() throws Exception {
    fake.cluster().access().revoke("VM.Config.Options");
    refuses(
        client.post("/nodes/pve1/qemu", VM),
        403,
        "Permission check failed (/vms/100, VM.Config.Options)");
  }

  @Test
  void aBridgeNeedsItsRight() throws Exception {
    fake.cluster().access().revoke("SDN.Use");
    refuses(
        client.post("/nodes/pve1/qemu", Map.of("vmid", "100", "net0", "virtio,bridge=vmbr0")),
        403,
        "Permission check failed (/sdn/zones/localnetwork/vmbr0, SDN.Use)");
  }

  @Test
  void theFirstCallTakesAnId() throws Exception {
    assertEquals("100", client.get("/cluster/nextid").data().asText());
    assertEquals(200, client.post("/nodes/pve1/qemu", VM).status());
    refuses(
        client.post("/nodes/pve1/qemu", VM),
        500,
        "unable to create VM 100 - VM 100 already exists on node 'pve1'");
    assertEquals("101", client.get("/cluster/nextid").data().asText());
    invalid(client.get("/cluster/nextid?vmid=100"), "vmid", "VM 100 already exists");
  }

  @Test
  void acceptsABodyOnlyInPostAndPut() throws Exception {
    RawClient.Answer answer =
        client.send("DELETE", "/nodes/pve1/qemu/100", "Content-Length: 7\r\n", "purge=1");
    assertEquals(501, answer.status());
    assertEquals("Unexpected content for method 'DELETE'", answer.body());
  }

  @Test
  void refusesAChunkedBody() throws Exception {
    RawClient.Answer answer =
        client.send(
            "POST",
            "/nodes/pve1/qemu",
            "Transfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n",
            "8\r\nvmid=100\r\n0\r\n\r\n");
    assertEquals(501, answer.status());
    assertEquals("chunked transfer encoding not supported", answer.body());
  }

  @Test
  void aBodyIsAFormOrJson() throws Exception {
    assertEquals(
        506,
        client
            .send(
                "POST",
                "/nodes/pve1/qemu",
                "Content-Type: text/plain\r\nContent-Length: 1\r\n",
                "x")
            .status());
    String json = "{\"vmid\":100,\"onboot\":true}";
    assertEquals(
        200,
        client
            .send(
                "POST",
                "/nodes/pve1/qemu",
                "Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n",
                json)
            .status());
  }

  @Test
  void closesASilentConnection() throws Exception {
    fake.setStall(Duration.ofMillis(50));
    assertEquals("", client.silence());
  }

  @Test
  void olderReleasesPutErrorsIntoTheReasonAndKnowNoImport() throws Exception {
    fake.close();
    fake = FakeProxmox.start(folder, "8.2", TestCertificate.GOOD, "pve1");
    fake.cluster().addLocal("pve1", "local", "dir", 1L << 40, "iso");
    fake.grantAll();
    client = new RawClient(fake);
    RawClient.Answer answer = client.get("/nodes/pve1/qemu/100/config");
    assertEquals("{\"data\":null}", answer.body());
    assertEquals(
        "Configuration file 'nodes/pve1/qemu-server/100.conf' does not exist", answer.reason());
  }
}
