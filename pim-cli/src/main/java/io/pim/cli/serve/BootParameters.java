package io.pim.cli.serve;

import io.pim.model.profile.Profile;
import io.pim.model.unit.Architecture;
import java.util.ArrayList;
import java.util.List;

/**
 * The boot parameters that a person types at the installer's prompt, so that it asks nothing.
 *
 * @param hostPort the server, as in a URL
 * @param hostname asked for before the preseed is there, and so given here
 * @param domain as {@code hostname}; empty text for none
 */
public record BootParameters(String hostPort, String preseedUrl, String hostname, String domain) {
  /** One way in: where to go in the boot menu, and what to type there. */
  public record Line(String where, String typed) {}

  public static BootParameters of(Profile profile, String hostPort, String preseedUrl) {
    return new BootParameters(hostPort, preseedUrl, profile.hostname(), profile.domain());
  }

  /** The ways in on machines of an architecture. */
  public List<Line> lines(Architecture architecture) {
    List<Line> lines = new ArrayList<>();
    if (architecture == Architecture.X86_64) {
      lines.add(new Line("BIOS: Esc in the menu, and at \"boot:\"", shortForm()));
    }
    lines.add(
        new Line("UEFI: e at \"Install\" in the menu, and before \"---\" of \"linux\"", full()));
    return lines;
  }

  /** The installer makes a URL of it; its boot label {@code auto} gives the rest. */
  String shortForm() {
    return "auto url=" + hostPort;
  }

  String full() {
    return "auto=true priority=critical preseed/url="
        + preseedUrl
        + " hostname="
        + hostname
        + (domain.isEmpty() ? "" : " domain=" + domain)
        + " netcfg/choose_interface=auto";
  }
}
