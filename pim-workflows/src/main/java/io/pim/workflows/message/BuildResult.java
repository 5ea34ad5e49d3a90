package io.pim.workflows.message;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.pim.model.unit.Sha256;
import java.util.List;
import java.util.Optional;

/**
 * The result of a build.
 *
 * @param image the image's name in the registry
 * @param path its file on its host
 * @param size its size in bytes
 * @param reused whether the image existed already, so that nothing was built
 * @param deployments the deployments that were ordered with the build; missing in the results of an
 *     older PIM
 * @param store its push to the shared store; empty without one, and in the results of an older PIM
 */
public record BuildResult(
    String image,
    String host,
    String path,
    long size,
    Sha256 sha256,
    boolean reused,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<DeployStart> deployments,
    Optional<StorePush> store) {

  @SuppressWarnings("OptionalAssignedToNull") // The field is missing in the JSON.
  public BuildResult {
    store = store == null ? Optional.empty() : store;
    deployments = deployments == null ? List.of() : List.copyOf(deployments);
  }

  /** The result of a build with which no deployment was ordered. */
  public BuildResult(
      String image, String host, String path, long size, Sha256 sha256, boolean reused) {
    this(image, host, path, size, sha256, reused, List.of(), Optional.empty());
  }

  /** This result with the deployments that were started. */
  public BuildResult deploying(List<DeployStart> starts) {
    return new BuildResult(image, host, path, size, sha256, reused, starts, store);
  }

  /** This result with the push to the store. */
  public BuildResult pushed(StorePush push) {
    return new BuildResult(image, host, path, size, sha256, reused, deployments, Optional.of(push));
  }
}
