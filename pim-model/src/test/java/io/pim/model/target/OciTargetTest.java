package io.pim.model.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OciTargetTest extends TargetsFixture {
  @Test
  void readsEveryField() throws IOException {
    OciTarget oci =
        (OciTarget)
            settings(
                """
                type: oci
                repository: localhost:5000/team/images
                plain_http: true
                ca_file: ~/ca.pem
                login: {username: pim, password: {file: ~/.oci}}
                containerdisk: true
                """);
    assertEquals("localhost:5000/team/images", oci.repository());
    assertTrue(oci.plainHttp());
    assertEquals(new CertificateCheck.CaFile("~/ca.pem"), oci.certificate());
    assertTrue(oci.containerDisk());
    assertEquals(Optional.of("pim"), oci.username());
  }
}
