package io.pim.model.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The texts of a plan that may contain secrets; sealed in history and on disk.
 *
 * @param preseed the rendered preseed, with {@link #INSTALL_URL} where the install script's URL
 *     goes
 * @param installScript the late-command script
 * @param scripts script texts by step name
 * @param verification the script that checks a booted copy of the image
 * @param password the login password of the user PIM logs in as
 * @param secrets every secret value of the profile, which output must not show
 */
public record PlanContents(
    String preseed,
    Optional<String> installScript,
    Map<String, String> scripts,
    Optional<String> verification,
    Optional<String> password,
    List<String> secrets) {

  /**
   * The placeholder for the install script's URL in a rendered preseed; replaced when the preseed
   * is served.
   */
  public static final String INSTALL_URL = "http://pim.invalid/install.sh";

  public PlanContents {
    scripts = Map.copyOf(scripts);
    secrets = List.copyOf(secrets);
  }

  @Override
  public String toString() {
    return "PlanContents(not shown: may carry secrets)";
  }
}
