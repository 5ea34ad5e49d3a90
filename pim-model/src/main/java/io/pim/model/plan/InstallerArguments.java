package io.pim.model.plan;

import io.pim.model.unit.Architecture;

/**
 * The kernel command line of debian-installer. Only the preseed's URL differs from build to build,
 * and so a placeholder stands for it in the plan.
 */
public final class InstallerArguments {
  /** Stands for the preseed's URL. */
  public static final String PRESEED_URL = "{preseed_url}";

  /** The name of the input of the install step that holds the template. */
  public static final String INPUT = "kernel_arguments";

  private InstallerArguments() {}

  /**
   * The command line with the placeholder in it.
   *
   * @param hostname asked for before the preseed is there, and so given here
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
        // What stands behind the dashes is for the installed system too.
        + " --- "
        + console;
  }

  /** The command line of a build, from {@link #template}'s. */
  public static String withUrl(String template, String preseedUrl) {
    return template.replace(PRESEED_URL, preseedUrl);
  }
}
