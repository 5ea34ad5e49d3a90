package io.pim.host.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.registry.ImageEntry;
import io.pim.model.unit.Firmware;
import io.pim.tools.oci.CuttingProxy;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The connection is cut at each request that changes something. */
class PushResumeTest extends StoreFixture {
  @Test
  void resumesAPushThatWasCutOffAnywhere() throws Exception {
    start();
    ImageEntry image = built(1);
    try (CuttingProxy proxy = new CuttingProxy(registry.port())) {
      ImageStore store = store(proxy.repository("team"));
      boolean cut = true;
      int number = 0;
      for (; cut; number++) {
        proxy.cut(number % 3, number % 2 == 1);
        try {
          push(image, store, (fraction, doing) -> {});
          cut = false;
        } catch (BuildFailure e) {
          assertTrue(number < 40, "never gets on: " + e.report());
        }
      }
      assertTrue(number > 3, "the connection was never cut");
    }
    assertArrayEquals(qcow2(1), Files.readAllBytes(pull("web").image().path()));
  }

  @Test
  void aPushAfterAKillSendsOnlyTheRest() throws Exception {
    start();
    ImageEntry image = built(1, Firmware.BIOS, big());
    assertThrows(
        IllegalStateException.class,
        () ->
            push(
                image,
                store(),
                (fraction, doing) -> {
                  if (doing.equals("uploading") && fraction > 0.4) {
                    throw new IllegalStateException("killed");
                  }
                }));

    PushedImage pushed = push(image);

    assertTrue(pushed.sent() < image.size() - (15 << 20), pushed.toString());
    assertEquals(image.sha256(), pull("web").image().sha256());
  }

  /** More than two of the client's chunks of 16 MiB. */
  private static byte[] big() {
    byte[] big = new byte[36 << 20];
    byte[] small = qcow2(3);
    System.arraycopy(small, 0, big, 0, small.length);
    return big;
  }
}
