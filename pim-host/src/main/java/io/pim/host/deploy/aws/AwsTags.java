package io.pim.host.deploy.aws;

import io.pim.model.deploy.DeployedImage;
import io.pim.model.files.DeploymentId;
import io.pim.model.target.AwsTarget;
import io.pim.model.unit.Sha256;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The tags of AMIs and snapshots: for people, for infrastructure as code, and for PIM. */
final class AwsTags {
  /** The deployment that made the thing. */
  static final String DEPLOYMENT = "pim:deployment";

  /** The current AMI of a target, profile and architecture; the value is the configured name. */
  static final String CURRENT = "pim:current";

  /** The request that started an import. */
  static final String IMPORT = "pim:import";

  private static final String IMAGE = "pim:image";
  private static final String SHA256 = "pim:sha256";
  private static final String BUILD = "pim:build";
  private static final String PLAN = "pim:plan";
  private static final String NAME = "Name";

  private AwsTags() {}

  /** The tags of everything that a deployment makes. */
  static Map<String, String> of(DeploymentId id, DeployedImage image, AwsTarget target) {
    Map<String, String> tags = new HashMap<>(target.tags());
    tags.putIfAbsent(NAME, AwsNames.current(target, id));
    tags.put(DEPLOYMENT, id.text());
    tags.put(IMAGE, image.name());
    tags.put(SHA256, image.sha256().hex());
    tags.put(BUILD, image.buildId().text());
    tags.put(PLAN, image.planKey().toString());
    return tags;
  }

  static Optional<DeploymentId> deployment(Map<String, String> tags) {
    return DeploymentId.tryParse(tags.getOrDefault(DEPLOYMENT, ""));
  }

  static String image(Map<String, String> tags) {
    return tags.getOrDefault(IMAGE, "");
  }

  static Optional<Sha256> sha256(Map<String, String> tags) {
    return Optional.ofNullable(tags.get(SHA256))
        .filter(hex -> hex.matches("[0-9a-f]{64}"))
        .map(Sha256::of);
  }
}
