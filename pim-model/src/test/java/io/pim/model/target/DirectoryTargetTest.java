package io.pim.model.target;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class DirectoryTargetTest extends TargetsFixture {
  @Test
  void readsEveryField() throws IOException {
    DirectoryTarget directory =
        (DirectoryTarget) settings("type: directory\npath: /srv\nssh: {host: nas, user: pim}\n");
    assertEquals("/srv", directory.path());
    assertEquals(DiskFormat.QCOW2, directory.format());
    assertEquals(22, directory.ssh().orElseThrow().port());
  }
}
