package io.pim.cli.serve;

import io.pim.model.profile.Profile;
import io.pim.model.unit.Architecture;
import java.util.ArrayList;
import java.util.List;

/**
 * The boot parameters to type at the installer's prompt, so that it asks no questions.
 *
 * @param hostPort the server, as in a URL
 * @param hostname given here because the installer needs it before it has the preseed
 * @param domain as {@code hostname}; empty text for none
 */
public record BootParameters(String hostPort, String preseedUrl, String hostname, String domain) {
  /** One way to boot: the place in the boot menu, and the text to type there. */
  public record Line(String where, String typed) {}

  public static BootParameters of(Profile profile, String hostPort, String preseedUrl) {
    return new BootParameters(hostPort, preseedUrl, profile.hostname(), profile.domain());
  }

  /** The ways to boot on machines of an architecture. */
  public List<Line> lines(Architecture architecture) {
    List<Line> lines = new ArrayList<>();
    if (architecture == Architecture.X86_64) {
      lines.add(new Line("BIOS: Esc in the menu, and at \"boot:\"", shortForm()));
    }
    lines.add(
        new Line("UEFI: e at \"Install\" in the menu, and before \"---\" of \"linux\"", full()));
    return lines;
  }

  /**
   * The short form: the installer makes a URL of it, and its boot label {@code auto} supplies the
   * rest.
   */
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
