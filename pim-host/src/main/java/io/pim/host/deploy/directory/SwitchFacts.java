package io.pim.host.deploy.directory;

import io.pim.model.files.DeploymentId;
import java.util.Optional;

/**
 * What a switch replaces; written before it.
 *
 * @param previous the deployment that users got before; empty when they got none
 */
record SwitchFacts(Optional<DeploymentId> previous) {
  /** The name of these facts in the deployment's folder on this host. */
  static final String FACTS = "switch";
}
