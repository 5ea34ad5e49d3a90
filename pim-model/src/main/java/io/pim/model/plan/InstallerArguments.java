package io.pim.model.plan;

import io.pim.model.unit.Architecture;

/**
 * The kernel command line of debian-installer. The plan holds a placeholder for the preseed's URL,
 * because only the URL differs between builds of the same plan.
 */
public final class InstallerArguments {
  /** Stands for the preseed's URL. */
  public static final String PRESEED_URL = "{preseed_url}";

  /** The install step's input that holds the template. */
  public static final String INPUT = "kernel_arguments";

  private InstallerArguments() {}

  /**
   * The command line with the placeholder in it.
   *
   * @param hostname given here because the installer needs it before it has the preseed
   * @param domain as {@code hostname}; empty text for none
   */
  public static String template(Architecture architecture, String hostname, String domain) {
    String console =
        "console=" + (architecture == Architecture.X86_64 ? "ttyS0" : "ttyAMA0") + ",115200n8";
    return "auto=true priority=critical preseed/url="
        + PRESEED_URL
        + " hostname="
        + hostname
        + (domain.isEmpty() ? "" : " domain=" + domain)
        + " DEBIAN_FRONTEND=text netcfg/choose_interface=auto "
        + console
        // Arguments after the dashes also apply to the installed system.
        + " --- "
        + console;
  }

  /** The command line of a build, made from {@link #template}'s. */
  public static String withUrl(String template, String preseedUrl) {
    return template.replace(PRESEED_URL, preseedUrl);
  }
}
