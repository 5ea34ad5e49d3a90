package io.pim.cli.shell;

import io.pim.cli.output.Complaint;
import io.pim.cli.output.ExitStatus;
import io.pim.model.config.ConfigFolders;
import io.pim.model.files.PimFolders;
import java.util.List;
import java.util.Optional;

/**
 * The project folder of this command. A running build or deployment was configured in a folder,
 * too; another folder may have a profile or a target of the same name that is not the intended one.
 *
 * @param folder its path; empty if only the user's own configuration counts here
 */
public record SameProject(String folder) {
  public static SameProject of(PimFolders folders) {
    ConfigFolders config = ConfigFolders.of(folders);
    return new SameProject(config.hasProject() ? config.project().toString() : "");
  }

  /**
   * Checks that a change of the configuration comes from the intended folder.
   *
   * @param meant the folder of the running build or deployment; empty if it is not known
   * @param what its name in messages, such as {@code Build web-1}
   * @param differences a line each; none if this folder has the same settings
   * @param again the command, without a folder
   * @throws io.pim.cli.output.CommandFailure if this folder is another one with other settings
   */
  public void require(Optional<String> meant, String what, List<String> differences, String again) {
    if (differences.isEmpty() || meant.isEmpty() || meant.get().equals(folder)) {
      return;
    }
    throw Complaint.of(
            ExitStatus.FAILED, what + " was configured in another folder; nothing was changed.")
        .at(meant.get().isEmpty() ? "your own configuration, without a project" : meant.get())
        .because(differences)
        .advise(
            (meant.get().isEmpty() ? "" : "cd " + meant.get() + " && ")
                + again
                + "; or, to continue with the configuration of this folder: "
                + again
                + " --here")
        .failure();
  }
}
