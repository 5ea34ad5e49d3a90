package io.pim.host.deploy;

import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import io.pim.model.files.PimFolders;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.model.secret.SealBrokenException;
import io.pim.model.secret.SealedBlob;
import io.pim.model.secret.Sealer;
import io.pim.workflows.activity.DeployOrderRef;
import io.pim.workflows.message.DeployOrder;
import io.pim.workflows.message.DeployRequest;
import java.io.IOException;
import java.util.Optional;

/**
 * Makes the requests of deployments that were ordered with a build. The secrets arrive bound to the
 * build, because its image was not known then, and are bound anew to the deployment and its plan.
 */
public final class DeployOrders {
  private final PimFolders folders;
  private final Registry registry;
  private final String hostId;

  public DeployOrders(PimFolders folders, Registry registry, String hostId) {
    this.folders = folders;
    this.registry = registry;
    this.hostId = hostId;
  }

  /** The request for an order. Each call returns the same one, except for its seal. */
  public DeployRequest request(DeployOrderRef ref) throws IOException {
    DeployOrder order = ref.order();
    DeployedImage image = image(ref);
    DeploymentId id =
        DeploymentId.startedAt(image.profile(), image.architecture(), order.target(), ref.at());
    DeployPlan plan =
        DeployPlan.of(
            DeployAct.DEPLOY,
            order.target(),
            order.type(),
            order.settings(),
            image,
            Optional.empty(),
            order.keep(),
            order.trial());
    return new DeployRequest(id, plan, sealedAnew(ref, id, plan), order.onFailure());
  }

  private DeployedImage image(DeployOrderRef ref) throws IOException {
    ImageEntry entry =
        registry.list().stream()
            .filter(its -> its.name().equals(ref.image()))
            .findFirst()
            .orElseThrow(
                () ->
                    BuildFailure.of(
                            FailureKind.IMAGE_UNAVAILABLE,
                            "Image " + ref.image() + " is not in this host's registry.")
                        .where(folders.registry())
                        .todo("Build again; pim image list shows what there is.")
                        .build());
    return DeployedImage.of(entry, hostId).asOf(ref.profile(), hostId);
  }

  private SealedBlob sealedAnew(DeployOrderRef ref, DeploymentId id, DeployPlan plan)
      throws IOException {
    DeployOrder order = ref.order();
    Sealer sealer = Sealer.withKeyFile(folders.sealKey());
    try {
      byte[] secrets =
          sealer.open(
              order.secrets(),
              DeployOrder.bound(ref.buildId(), order.target(), order.type(), order.settings()));
      return sealer.seal(secrets, DeployRequest.bound(id, plan));
    } catch (SealBrokenException e) {
      throw BuildFailure.of(
              FailureKind.PLAN_UNREADABLE,
              "The secrets of target " + order.target() + " cannot be opened here.")
          .where(folders.sealKey())
          .why("They were sealed with another key, or for another build.")
          .todo("Start it by itself: pim deploy run " + ref.image() + " " + order.target())
          .build();
    }
  }
}
