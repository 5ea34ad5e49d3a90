package io.pim.host.remote.layers;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
import io.pim.model.plan.StepKey;
import io.pim.model.unit.Sha256;
import io.pim.tools.oci.Manifest;
import io.pim.tools.oci.Repository;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The layers of a store, each under the tag of its step key. A layer counts only if a PIM with this
 * host's key has signed its description, and the description is of that step key.
 */
final class LayerShelf {
  private static final int MOST_OF_DESCRIPTION = 4 << 20;
  private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");

  private final Repository repository;
  private final LayerSigner signer;
  private final Consumer<String> doubts;

  /**
   * A shelf.
   *
   * @param doubts receives a line for each layer that does not count
   */
  LayerShelf(Repository repository, LayerSigner signer, Consumer<String> doubts) {
    this.repository = repository;
    this.signer = signer;
    this.doubts = doubts;
  }

  /**
   * The layer of a step key.
   *
   * @throws BuildFailure one of the {@code TARGET_} kinds when the registry does not answer, or
   *     refuses
   */
  Optional<RemoteLayer> find(StepKey key) throws InterruptedException {
    Optional<Manifest> manifest = repository.manifest(key.toString());
    try {
      return manifest.isPresent() ? Optional.of(read(key, manifest.get())) : Optional.empty();
    } catch (Doubt e) {
      doubts.accept("the layer of key " + key.abbreviated() + " in the store: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** The reason why a layer does not count. */
  private static final class Doubt extends Exception {
    private static final long serialVersionUID = 1;

    Doubt(String why) {
      super(why);
    }
  }

  private RemoteLayer read(StepKey key, Manifest manifest) throws InterruptedException, Doubt {
    JsonNode json = json(manifest);
    JsonNode notes = json.path("annotations");
    String keyId = notes.path(LayerTypes.KEY_ID).asText();
    if (!keyId.equals(signer.keyId())) {
      throw new Doubt("no PIM with this host's key " + signer.keyId() + " has signed it");
    }
    byte[] bytes = description(json.path("config"));
    if (!signer.hasSigned(bytes, notes.path(LayerTypes.SIGNATURE).asText())) {
      throw new Doubt("its signature is wrong");
    }
    LayerDescription description = parsed(bytes);
    if (!description.isSound()) {
      throw new Doubt("another version of PIM has pushed it");
    }
    if (!description.top().key().equals(key)) {
      throw new Doubt("it is the layer of another step");
    }
    return new RemoteLayer(description, manifest, used(notes.path(LayerTypes.USED).asText()));
  }

  private static JsonNode json(Manifest manifest) throws Doubt {
    try {
      JsonNode json = Json.mapper().readTree(manifest.bytes());
      if (json.path("artifactType").asText().equals(LayerTypes.ARTIFACT)) {
        return json;
      }
      throw new Doubt("it is not a layer of PIM's");
    } catch (IOException e) {
      throw new Doubt("its manifest is not JSON");
    }
  }

  private byte[] description(JsonNode config) throws InterruptedException, Doubt {
    Matcher digest = DIGEST.matcher(config.path("digest").asText());
    int size = config.path("size").asInt();
    if (!digest.matches() || size < 1 || size > MOST_OF_DESCRIPTION) {
      throw new Doubt("it has no description");
    }
    try {
      return repository.read(Sha256.of(digest.group(1)), size);
    } catch (BuildFailure e) {
      if (e.report().kind() == FailureKind.TARGET_UNREACHABLE) {
        throw e;
      }
      throw new Doubt("its description cannot be read: " + e.report().what());
    }
  }

  private static LayerDescription parsed(byte[] bytes) throws Doubt {
    try {
      return Json.read(bytes, LayerDescription.class, "the description of a layer");
    } catch (IOException e) {
      throw new Doubt("another version of PIM has described it");
    }
  }

  private static LocalDate used(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      return LocalDate.EPOCH;
    }
  }

  /** Moves the tag of the step key to a layer. */
  void put(StepKey key, Manifest manifest) throws InterruptedException {
    repository.put(key.toString(), manifest);
  }

  /**
   * Records that a build has used a layer today. The manifest of another day is removed if the
   * registry allows that.
   */
  void use(RemoteLayer layer, LocalDate today) throws IOException, InterruptedException {
    if (layer.used().isBefore(today)) {
      Manifest fresh = LayerArtifact.usedOn(layer.manifest(), today);
      put(layer.description().top().key(), fresh);
      try {
        repository.delete(layer.manifest().sha256());
      } catch (BuildFailure e) {
        // Some registries let PIM write but not delete.
        doubts.accept("an old manifest stays in the store: " + e.report().what());
      }
    }
  }
}
