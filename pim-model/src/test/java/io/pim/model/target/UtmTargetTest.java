package io.pim.model.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UtmTargetTest extends TargetsFixture {
  @Test
  void readsEveryField() throws IOException {
    UtmTarget utm =
        (UtmTarget) settings("type: utm\ndir: ~/UTM\nopen: true\nnetwork: bridged\ncores: 4\n");
    assertEquals("~/UTM", utm.dir());
    assertTrue(utm.open());
    assertEquals(UtmTarget.Network.BRIDGED, utm.network());
    assertEquals(4, utm.cores());
  }

  @Test
  void readsASeed() throws IOException {
    String seed = "cloud_init: {user: ada, authorized_keys: [ssh-rsa AAAA me]}\n";
    UtmTarget utm = (UtmTarget) settings("type: utm\ndir: /x\n" + seed);
    assertEquals(
        Optional.of(new CloudInitSettings(Optional.of("ada"), List.of("ssh-rsa AAAA me"))),
        utm.cloudInit());
    assertTrue(
        problems("t: {type: utm, dir: /x, cloud_init: {user: ada}}\n")
            .get(0)
            .contains("needs authorized_keys"));
    assertTrue(
        problems("t: {type: utm, dir: /x, cloud_init: {authorized_keys: [secret]}}\n")
            .get(0)
            .contains("must be a public key"));
  }
}
