package io.pim.workflows.build;

import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.files.DeploymentId;
import io.pim.model.plan.StepKey;
import io.pim.model.secret.SealedBlob;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.workflows.activity.DeployOrderRef;
import io.pim.workflows.message.DeployOrder;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.OnFailure;
import java.util.Map;
import java.util.Optional;

/** Deployments that are ordered with builds, as a host makes them. */
final class TestOrders {
  private TestOrders() {}

  static DeployOrder order(String target) {
    return new DeployOrder(
        target,
        "directory",
        Map.of("type", "directory", "path", "/srv"),
        3,
        false,
        SealedBlob.of("c2VhbGVk"),
        OnFailure.HOLD);
  }

  static DeployRequest request(DeployOrderRef ref, String host) {
    DeployOrder order = ref.order();
    DeployedImage image =
        new DeployedImage(
            ref.image(),
            ref.profile(),
            Architecture.X86_64,
            host,
            Sha256.ofText("image"),
            5,
            "qcow2",
            Firmware.BIOS,
            ref.buildId(),
            new StepKey(Sha256.ofText("key")));
    return new DeployRequest(
        DeploymentId.startedAt(ref.profile(), image.architecture(), order.target(), ref.at()),
        DeployPlan.of(
            DeployAct.DEPLOY,
            order.target(),
            order.type(),
            order.settings(),
            image,
            Optional.empty(),
            order.keep(),
            order.trial()),
        order.secrets(),
        order.onFailure());
  }
}
