package io.pim.cli.serve;

import io.pim.cli.output.ForPeople;
import io.pim.cli.output.SafeText;
import io.pim.model.profile.Profile;
import io.pim.model.unit.Architecture;
import io.pim.tools.guestserver.BuildResources;
import io.pim.tools.guestserver.PreseedServer;
import io.pim.tools.guestserver.ServedRequest;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** The output of {@code pim serve}: the address, what to type, and each request. */
final class ServeView {
  private final PrintWriter out;
  private final PrintWriter err;
  private final AtomicLong requests = new AtomicLong();

  ServeView(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  void begins(
      Profile profile,
      AddressChoice.Chosen chosen,
      PreseedServer server,
      boolean withInstallScript,
      List<Architecture> architectures) {
    LocalAddress at = chosen.at();
    if (!chosen.others().isEmpty()) {
      String others =
          chosen.others().stream().map(LocalAddress::toString).collect(Collectors.joining(", "));
      err.println("this machine has several addresses; another one with --interface: " + others);
    }
    int port = server.facts().port();
    String preseed = server.url(BuildResources.PRESEED, at.host());
    out.println("serving profile " + profile.name() + " on " + at + ", port " + port);
    out.println();
    out.println("preseed         " + preseed);
    if (withInstallScript) {
      out.println("install script  " + server.url(BuildResources.INSTALL_SCRIPT, at.host()));
    }
    BootParameters parameters = BootParameters.of(profile, at.host() + ":" + port, preseed);
    for (Architecture architecture : architectures) {
      out.println();
      out.println("Boot Debian's installer on the machine (" + architecture + ") and type");
      for (BootParameters.Line line : parameters.lines(architecture)) {
        out.println("  " + line.where());
        out.println("    " + line.typed());
      }
    }
    out.println();
    out.println("Everybody who reaches this address can read both files, including passwords.");
    out.println("Ctrl-C ends it. Requests:");
    out.flush();
  }

  /** Called on the server's thread. */
  void asked(ServedRequest request) {
    requests.incrementAndGet();
    String how =
        request.status() == 0 ? "cut off" : request.status() + " " + request.bytes() + " bytes";
    out.println(
        SafeText.line(
            ForPeople.time(request.time())
                + "  "
                + request.client()
                + "  "
                + request.method()
                + " "
                + request.path()
                + "  "
                + how));
    out.flush();
  }

  void ends() {
    err.println("ended after " + ForPeople.count(requests.get(), "request"));
    err.flush();
  }
}
