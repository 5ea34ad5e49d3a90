package io.pim.host.deploy.oci;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.host.oci.ArtifactTypes;
import io.pim.model.files.DeploymentId;
import io.pim.model.json.Json;
import io.pim.model.unit.Sha256;
import io.pim.tools.oci.Manifest;
import java.io.IOException;
import java.util.Optional;

/**
 * A deployment as its manifest in the registry describes it.
 *
 * @param sha256 of the image
 */
record OciEntry(DeploymentId id, String image, Optional<Sha256> sha256, Manifest manifest) {
  static final String DEPLOYMENT = "io.pim.deployment";

  /** The deployment of a manifest; empty if PIM did not make it. */
  static Optional<OciEntry> of(Manifest manifest) {
    try {
      JsonNode notes = Json.mapper().readTree(manifest.bytes()).path("annotations");
      String digest = notes.path(ArtifactTypes.SHA256).asText();
      return DeploymentId.tryParse(notes.path(DEPLOYMENT).asText())
          .map(
              id ->
                  new OciEntry(
                      id,
                      notes.path(ArtifactTypes.IMAGE).asText(),
                      digest.matches("[0-9a-f]{64}")
                          ? Optional.of(Sha256.of(digest))
                          : Optional.empty(),
                      manifest));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
