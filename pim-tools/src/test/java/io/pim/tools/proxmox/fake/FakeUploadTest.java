package io.pim.tools.proxmox.fake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.unit.Sha256;
import io.pim.tools.testing.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fake accepts an upload only in the form that the real parser accepts. */
class FakeUploadTest {
  private static final String UPLOAD = "/nodes/pve1/storage/local/upload";
  private static final String BYTES = "the image\r\nwith --lines";

  @TempDir private Path folder;
  private FakeProxmox fake;
  private RawClient client;

  @BeforeEach
  void start() throws Exception {
    fake = FakeProxmox.start(folder, "pve1");
    fake.cluster().addLocal("pve1", "local", "dir", 1000, "import");
    fake.cluster().addLocal("pve1", "local-lvm", "lvmthin", 1000, "images");
    fake.grantAll();
    fake.cluster().tasks().answerRunning(0);
    client = new RawClient(fake);
  }

  @AfterEach
  void stop() throws Exception {
    fake.close();
  }

  private static String field(String name, String value) {
    return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  }

  private static String file(String name, String bytes) {
    return "--b\r\nContent-Disposition: form-data; name=\"filename\"; filename=\""
        + name
        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        + bytes
        + "\r\n--b--\r\n";
  }

  private static String whole() {
    return field("content", "import")
        + field("checksum-algorithm", "sha256")
        + field("checksum", Sha256.ofText(BYTES).hex())
        + file("a.raw", BYTES);
  }

  private RawClient.Answer upload(String path, String body) throws Exception {
    String head =
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: "
            + body.length()
            + "\r\n";
    return client.send("POST", path, head, body);
  }

  private String end(RawClient.Answer answer) throws Exception {
    assertEquals(200, answer.status(), answer.body());
    String upid = answer.data().asText();
    Await.until("the task ended", () -> fake.cluster().tasks().running().isEmpty());
    return client.get("/nodes/pve1/tasks/" + upid + "/status").data().get("exitstatus").asText();
  }

  @Test
  void storesTheBytes() throws Exception {
    assertEquals("OK", end(upload(UPLOAD, whole())));
    List<StoredVolume> volumes = fake.cluster().storage("pve1", "local").volumes();
    assertEquals(List.of("import/a.raw"), volumes.stream().map(StoredVolume::name).toList());
    assertArrayEquals(
        BYTES.getBytes(StandardCharsets.UTF_8),
        Files.readAllBytes(volumes.get(0).file().orElseThrow()));
  }

  @Test
  void theFieldsHaveOneOrder() throws Exception {
    String swapped =
        field("checksum", "0".repeat(64))
            + field("checksum-algorithm", "sha256")
            + file("a.raw", BYTES);
    assertEquals(500, upload(UPLOAD, swapped).status());
    String renamed =
        field("content", "import") + file("a.raw", BYTES).replace("\"filename\"", "\"file\"");
    assertEquals(
        "wrong field name 'file' for file upload, expected 'filename'",
        upload(UPLOAD, renamed).body());
  }

  @Test
  void aPartAfterTheFileBecomesPartOfIt() throws Exception {
    String body = whole().replace("--b--\r\n", field("content", "import") + "--b--\r\n");
    assertEquals(true, end(upload(UPLOAD, body)).startsWith("checksum mismatch: got '"));
  }

  @Test
  void aHeadInTwoPiecesEndsUpInTheFile() throws Exception {
    String body = whole();
    int at = body.indexOf("Content-Type: application");
    String head =
        "POST /api2/json"
            + UPLOAD
            + " HTTP/1.1\r\nHost: x\r\nAuthorization: PVEAPIToken="
            + fake.token()
            + "\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    RawClient.Answer answer =
        client.exchange(
            (head + body.substring(0, at)).getBytes(StandardCharsets.ISO_8859_1),
            body.substring(at).getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(true, end(answer).startsWith("checksum mismatch: got '"));
  }

  @Test
  void namesAMissingRightOnlyInTheReason() throws Exception {
    fake.cluster().access().revoke("Datastore.AllocateTemplate");
    RawClient.Answer answer = upload(UPLOAD, whole());
    assertEquals(403, answer.status());
    assertEquals(
        "Permission check failed (/storage/local, Datastore.AllocateTemplate)", answer.reason());
    assertEquals("", answer.body());
  }

  @Test
  void refusesAWrongPath() throws Exception {
    assertEquals(506, upload("/nodes/pve1/storage//upload", whole()).status());
    assertEquals(506, upload(UPLOAD + "/", whole()).status());
  }

  @Test
  void theContentMustFitTheStorage() throws Exception {
    assertEquals(
        "property is missing and it is not optional",
        upload(UPLOAD, file("a.raw", BYTES)).json().get("errors").get("content").asText());
    assertEquals(
        "invalid filename or wrong extension",
        upload(UPLOAD, field("content", "import") + file("a.img", BYTES))
            .json()
            .get("errors")
            .get("filename")
            .asText());
    fake.cluster().storage("pve1", "local").setContent("import", false);
    assertEquals(
        "storage 'local' does not support 'import' content", upload(UPLOAD, whole()).reason());
    assertEquals(
        "can't upload to storage type 'lvmthin'",
        upload("/nodes/pve1/storage/local-lvm/upload", whole()).reason());
  }

  @Test
  void aFullStorageFailsTheTask() throws Exception {
    fake.cluster().storage("pve1", "local").setTotal(3);
    assertEquals("import failed: No space left on device", end(upload(UPLOAD, whole())));
    fake.cluster().setSpoolRoom(3);
    assertEquals(
        "write to temporary file failed - No space left on device", upload(UPLOAD, whole()).body());
  }

  @Test
  void aSecondUploadOverwritesTheFirst() throws Exception {
    assertEquals("OK", end(upload(UPLOAD, whole())));
    String other = field("content", "import") + file("a.raw", "other");
    assertEquals("OK", end(upload(UPLOAD, other)));
    assertEquals(5, fake.cluster().storage("pve1", "local").volumes().get(0).size());
  }
}
