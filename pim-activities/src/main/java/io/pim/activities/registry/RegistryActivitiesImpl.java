package io.pim.activities.registry;

import io.pim.activities.step.StepRunner;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.PimFolders;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.workflows.activity.RegistryActivities;
import java.nio.file.Files;
import java.nio.file.LinkOption;

/** Writes images to the registry of this host. */
public final class RegistryActivitiesImpl implements RegistryActivities {
  private final StepRunner runner;
  private final Registry registry;
  private final PimFolders folders;
  private final String hostId;

  public RegistryActivitiesImpl(
      StepRunner runner, Registry registry, PimFolders folders, String hostId) {
    this.runner = runner;
    this.registry = registry;
    this.folders = folders;
    this.hostId = hostId;
  }

  @Override
  public void register(ImageEntry image) {
    runner.guarded(
        "register",
        heartbeat -> {
          requireOwn(image);
          registry.register(image);
          return image.name();
        });
  }

  /**
   * Refuses entries that are not PIM's, because later builds use registered images. An image of
   * this host must be in its folder of images; one of another host, which cannot be checked here,
   * must at least have a valid name.
   */
  private void requireOwn(ImageEntry image) {
    boolean own =
        image.name().equals(image.buildId().text())
            && (image.isOn(hostId)
                ? image.liesIn(folders)
                    && Files.isRegularFile(image.path(), LinkOption.NOFOLLOW_LINKS)
                : image.path().endsWith(image.name() + ".qcow2"));
    if (!own) {
      throw BuildFailure.of(FailureKind.INTERNAL, "An image that is not PIM's was not registered.")
          .where(image.path())
          .why("PIM's own images are in " + folders.images() + ", named after their builds.")
          .todo("Find out who asked for it; build " + image.buildId() + " did not make that file.")
          .build();
    }
  }
}
