package io.pim.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.output.CommandFailure;
import io.pim.cli.output.ExitStatus;
import io.pim.model.unit.Architecture;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The address to serve at, and the text to type. */
class AddressChoiceTest {
  private static final LocalAddress LO = at("lo", "127.0.0.1");
  private static final LocalAddress ETH = at("eth0", "192.168.1.5");
  private static final LocalAddress WLAN = at("wlan0", "10.0.0.7");
  private static final LocalAddress ETH6 = at("eth0", "2001:db8::5");

  private static LocalAddress at(String name, String address) {
    return new LocalAddress(name, address(address));
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static AddressChoice choice(Optional<LocalAddress> out, LocalAddress... all) {
    return new AddressChoice(List.of(all), () -> out.map(LocalAddress::address));
  }

  @Test
  void usesTheOnlyAddress() {
    AddressChoice.Chosen chosen = choice(Optional.empty(), LO, ETH, ETH6).usual();
    assertEquals(ETH, chosen.at());
    assertTrue(chosen.others().isEmpty());
    assertEquals(ETH6, choice(Optional.empty(), LO, ETH6).usual().at());
  }

  @Test
  void usesTheAddressThatLeadsOutAndNamesTheOthers() {
    AddressChoice.Chosen chosen = choice(Optional.of(WLAN), LO, ETH, WLAN, ETH6).usual();
    assertEquals(WLAN, chosen.at());
    assertEquals(List.of(ETH), chosen.others());
  }

  @Test
  void neverGuesses() {
    AddressChoice unclear = choice(Optional.empty(), LO, ETH, WLAN);
    CommandFailure failure = assertThrows(CommandFailure.class, unclear::usual);
    assertEquals(ExitStatus.USAGE, failure.complaint().exitStatus());
    assertTrue(failure.complaint().why().get(0).contains("eth0 (192.168.1.5), wlan0 (10.0.0.7)"));
    assertThrows(CommandFailure.class, choice(Optional.empty(), LO)::usual);
  }

  @ParameterizedTest
  @CsvSource({"eth0,192.168.1.5", "10.0.0.7,10.0.0.7", "2001:db8::5,2001:db8::5", "lo,127.0.0.1"})
  void usesTheNamedAddress(String name, String found) {
    AddressChoice choice = choice(Optional.empty(), LO, ETH, WLAN, ETH6);
    assertEquals(address(found), choice.named(name).at().address());
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0,every network",
    "::,every network",
    "192.168.1.6,no address 192.168.1.6",
    "eth7,No interface 'eth7'",
    "fe80::zz,is not an address"
  })
  void refuses(String name, String words) {
    AddressChoice choice = choice(Optional.empty(), LO, ETH, WLAN, ETH6);
    CommandFailure failure = assertThrows(CommandFailure.class, () -> choice.named(name));
    assertTrue(failure.complaint().what().contains(words), failure.complaint().what());
  }

  @Test
  void showsTheOptionToType() {
    String url = "http://192.168.1.5:8080/preseed.cfg";
    BootParameters parameters = new BootParameters("192.168.1.5:8080", url, "web1", "lan");
    String full =
        "auto=true priority=critical preseed/url="
            + url
            + " hostname=web1 domain=lan netcfg/choose_interface=auto";
    assertEquals(
        List.of("auto url=192.168.1.5:8080", full),
        parameters.lines(Architecture.X86_64).stream().map(BootParameters.Line::typed).toList());
    assertEquals(
        List.of(full),
        parameters.lines(Architecture.ARM64).stream().map(BootParameters.Line::typed).toList());
    assertEquals("[2001:db8:0:0:0:0:0:5]", ETH6.host());
  }
}
