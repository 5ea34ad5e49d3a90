package io.pim.host.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.tools.qmp.GuestInterface;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestAnswersTest {
  @Test
  void keepsOnlyAddresses() {
    GuestInterface answered =
        new GuestInterface(
            "eth0",
            "52:54:00:12:34:56",
            List.of(
                "10.0.2.15",
                "fe80::1%eth0",
                "fec0::5054:ff:fe12:3456",
                "../../etc/passwd",
                "-oProxyCommand=x",
                "\u001b[2J1.2.3.4",
                "example.org",
                ""));
    assertEquals(
        List.of("10.0.2.15", "fe80::1%eth0", "fec0::5054:ff:fe12:3456"),
        GuestAnswers.cleaned(List.of(answered)).get(0).addresses());
  }

  @Test
  void limitsTheNumberOfAddresses() {
    GuestInterface one =
        new GuestInterface("e".repeat(10_000), "m", Collections.nCopies(10_000, "1.2.3.4"));
    List<GuestInterface> cleaned = GuestAnswers.cleaned(Collections.nCopies(10_000, one));
    assertEquals(64, cleaned.size());
    assertEquals(64, cleaned.get(0).addresses().size());
    assertEquals(200, cleaned.get(0).name().length());
  }

  @Test
  void leavesOutTheLoopback() {
    GuestInterface loopback = new GuestInterface("lo", "", List.of("127.0.0.1"));
    assertEquals(List.of(), GuestAnswers.cleaned(List.of(loopback)));
  }
}
