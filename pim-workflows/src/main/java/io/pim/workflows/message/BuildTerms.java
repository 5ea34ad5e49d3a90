package io.pim.workflows.message;

import io.pim.model.profile.FieldChanges;
import java.util.List;
import java.util.Optional;

/**
 * A person's choices for a build besides its plan. A command that joins the build gets these, so it
 * must not have asked for anything else.
 *
 * @param from the first step to repeat even if it is cached
 * @param cold whether guests are booted in any case
 * @param builder {@code any}, or the id of the only host that may build
 * @param deploy the targets of its image
 * @param project the folder of its configuration; as in {@link BuildRequest}
 * @param set the profile's fields that were set for the plan
 */
public record BuildTerms(
    Optional<String> from,
    OnFailure onFailure,
    boolean cold,
    String builder,
    List<String> deploy,
    Optional<String> project,
    FieldChanges set) {

  public BuildTerms {
    deploy = List.copyOf(deploy);
  }
}
