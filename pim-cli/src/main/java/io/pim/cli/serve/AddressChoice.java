package io.pim.cli.serve;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Chooses one address to listen on, never all: a preseed contains passwords, so a person must know
 * in which network it is served.
 *
 * @param all the addresses of this machine
 * @param leadsOut the address of the default route, if there is one
 */
public record AddressChoice(List<LocalAddress> all, Supplier<Optional<InetAddress>> leadsOut) {
  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:]*:.*");

  /** The chosen address and the alternatives; {@code others} is empty when a person chose. */
  public record Chosen(LocalAddress at, List<LocalAddress> others) {}

  public static AddressChoice ofThisMachine() {
    return new AddressChoice(LocalAddress.all(), LocalAddress::thatLeadsOut);
  }

  /**
   * The address for a name.
   *
   * @param name of an interface, or an address
   * @throws io.pim.cli.output.CommandFailure when this machine has no such address
   */
  public Chosen named(String name) {
    if (LITERAL.matcher(name).matches()) {
      return new Chosen(literal(name), List.of());
    }
    return all.stream()
        .filter(at -> at.networkInterface().equals(name))
        .findFirst()
        .map(at -> new Chosen(at, List.of()))
        .orElseThrow(
            () -> unknown("No interface '" + name + "' of this machine has an address.").failure());
  }

  /**
   * The only address that others can reach, else the one of the default route.
   *
   * @throws io.pim.cli.output.CommandFailure when there is none, or the choice is ambiguous
   */
  public Chosen usual() {
    List<LocalAddress> reachable = all.stream().filter(at -> !at.isLoopback()).toList();
    if (reachable.isEmpty()) {
      throw unknown("This machine has no address that others can reach.").failure();
    }
    List<LocalAddress> candidates =
        reachable.stream().anyMatch(LocalAddress::isIpv4)
            ? reachable.stream().filter(LocalAddress::isIpv4).toList()
            : reachable;
    if (candidates.size() == 1) {
      return new Chosen(candidates.get(0), List.of());
    }
    Optional<InetAddress> out = leadsOut.get();
    return candidates.stream()
        .filter(at -> out.filter(at.address()::equals).isPresent())
        .findFirst()
        .map(at -> new Chosen(at, candidates.stream().filter(c -> !c.equals(at)).toList()))
        .orElseThrow(() -> unknown("This machine has several addresses.").failure());
  }

  private LocalAddress literal(String text) {
    InetAddress address;
    try {
      address = InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw unknown("'" + text + "' is not an address.").failure(e);
    }
    if (address.isAnyLocalAddress()) {
      throw unknown("'" + text + "' would serve every network of this machine.").failure();
    }
    return all.stream()
        .filter(at -> at.address().equals(address))
        .findFirst()
        .orElseThrow(() -> unknown("This machine has no address " + text + ".").failure());
  }

  private Complaint unknown(String what) {
    String has = all.stream().map(LocalAddress::toString).collect(Collectors.joining(", "));
    return Complaint.of(ExitStatus.USAGE, what)
        .because(has.isEmpty() ? "" : "it has " + has)
        .advise("Give one of them: pim serve --interface NAME, or --address ADDRESS");
  }
}
