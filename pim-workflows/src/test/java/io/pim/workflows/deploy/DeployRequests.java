package io.pim.workflows.deploy;

import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentId;
import io.pim.model.plan.StepKey;
import io.pim.model.secret.SealedBlob;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import io.pim.model.unit.Sha256;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.OnFailure;
import java.util.Map;
import java.util.Optional;

/** Requests for tests. */
final class DeployRequests {
  static final DeploymentId ID = DeploymentId.of("web-x86_64-to-shelf-20261127-100000");
  static final DeploymentId OLDER = DeploymentId.of("web-x86_64-to-shelf-20261120-100000");
  static final String HOST = "host1";
  private static final Map<String, Object> SETTINGS =
      Map.of("type", "directory", "path", "/srv/images");

  private DeployRequests() {}

  private static DeployedImage image(String name) {
    return new DeployedImage(
        name,
        "web",
        Architecture.X86_64,
        HOST,
        Sha256.ofText(name),
        1234,
        "qcow2",
        Firmware.UEFI,
        BuildId.of(name),
        StepKey.of("0".repeat(64)));
  }

  static DeployPlan plan(DeployAct act, Map<String, Object> settings, String image) {
    return DeployPlan.of(
        act,
        "shelf",
        "directory",
        settings,
        image(image),
        act == DeployAct.ROLLBACK ? Optional.of(OLDER) : Optional.empty(),
        3,
        true);
  }

  static DeployRequest request(DeployAct act, OnFailure onFailure) {
    return request(plan(act, SETTINGS, "web-x86_64-20261127-080000"), onFailure);
  }

  static DeployRequest request(DeployPlan plan, OnFailure onFailure) {
    return new DeployRequest(ID, plan, SealedBlob.of("sealed"), onFailure);
  }

  static DeployRequest holding() {
    return request(DeployAct.DEPLOY, OnFailure.HOLD);
  }

  /** The same request with another secret. */
  static DeployRequest withNewSecret() {
    return new DeployRequest(ID, holding().plan(), SealedBlob.of("new"), OnFailure.HOLD);
  }

  /** The same request with another folder. */
  static DeployRequest elsewhere() {
    return request(
        plan(
            DeployAct.DEPLOY,
            Map.of("type", "directory", "path", "/srv/other"),
            "web-x86_64-20261127-080000"),
        OnFailure.HOLD);
  }

  static DeployRequest ofOtherImage() {
    return request(plan(DeployAct.DEPLOY, SETTINGS, "web-x86_64-20261127-090000"), OnFailure.HOLD);
  }
}
