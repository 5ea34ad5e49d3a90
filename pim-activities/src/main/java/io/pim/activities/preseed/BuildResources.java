package io.pim.activities.preseed;

import io.pim.model.plan.PlanContents;
import java.util.ArrayList;
import java.util.List;

/** What an installer is given: preseed, install script, and the build's public key. */
public final class BuildResources {
  public static final String PRESEED = "preseed.cfg";
  public static final String INSTALL_SCRIPT = "install.sh";
  public static final String AUTHORIZED_KEYS = "authorized_keys";

  private BuildResources() {}

  /**
   * The resources of a build's installation.
   *
   * @param host this machine as the guest sees it
   * @param authorizedKey the line of the build's public key
   */
  public static List<Resource> of(
      PlanContents contents, String authorizedKey, PreseedServer server, String host) {
    List<Resource> resources = new ArrayList<>();
    String preseed =
        contents.preseed().replace(PlanContents.INSTALL_URL, server.url(INSTALL_SCRIPT, host));
    resources.add(Resource.text(PRESEED, preseed));
    contents
        .installScript()
        .ifPresent(script -> resources.add(Resource.text(INSTALL_SCRIPT, script)));
    resources.add(Resource.text(AUTHORIZED_KEYS, authorizedKey + "\n"));
    return resources;
  }
}
