package io.pim.tools.guestserver;

import io.pim.model.plan.PlanContents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files for an installer: preseed, install script, and the build's public key. */
public final class BuildResources {
  public static final String PRESEED = "preseed.cfg";
  public static final String INSTALL_SCRIPT = "install.sh";
  public static final String AUTHORIZED_KEYS = "authorized_keys";

  private BuildResources() {}

  /**
   * The resources of a build's installation.
   *
   * @param host this machine's address in the guest's network
   * @param authorizedKey the line of the build's public key
   */
  public static List<Resource> of(
      PlanContents contents, String authorizedKey, PreseedServer server, String host) {
    List<Resource> resources =
        new ArrayList<>(
            forBareMetal(contents.preseed(), contents.installScript(), server.folderUrl(host)));
    resources.add(Resource.text(AUTHORIZED_KEYS, authorizedKey + "\n"));
    return resources;
  }

  /**
   * The resources of a bare-metal installation, without a build: preseed and install script.
   *
   * @param preseed rendered, containing {@link PlanContents#INSTALL_URL}
   * @param folderUrl the URL of the folder that serves them, with a final slash
   */
  public static List<Resource> forBareMetal(
      String preseed, Optional<String> installScript, String folderUrl) {
    List<Resource> resources = new ArrayList<>();
    resources.add(
        Resource.text(
            PRESEED, preseed.replace(PlanContents.INSTALL_URL, folderUrl + INSTALL_SCRIPT)));
    installScript.ifPresent(script -> resources.add(Resource.text(INSTALL_SCRIPT, script)));
    return resources;
  }
}
