package io.pim.model.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.model.json.Json;
import io.pim.model.plan.IsoSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DigestTest {
  private static final String SHA256 = "aB".repeat(32);
  private static final String SHA512 = "0f".repeat(64);

  @Test
  void readsTheAlgorithmFromTheNumberOfDigits() {
    assertEquals(DigestAlgorithm.SHA256, Digest.of(SHA256).algorithm());
    assertEquals(Digest.of(SHA256), Digest.of("SHA256:" + SHA256));
    assertEquals("sha512:" + SHA512, Digest.of(SHA512).toString());
    for (String wrong : new String[] {"", "sha256:", "sha512:" + SHA256, "md5:" + SHA256, "zz"}) {
      assertEquals(Optional.empty(), Digest.parse(wrong), wrong);
    }
  }

  @Test
  void readsPlansThatKnewOnlySha256() throws Exception {
    String old =
        """
        {"key": "k", "fileName": "k.iso", "urls": [], "sha256": "%s"}
        """
            .formatted("ab".repeat(32));
    IsoSource source = Json.mapper().readValue(old, IsoSource.class);
    assertEquals(Digest.of(SHA256), source.digest());
    String now = Json.mapper().writeValueAsString(source);
    assertEquals(source, Json.mapper().readValue(now, IsoSource.class));
  }
}
