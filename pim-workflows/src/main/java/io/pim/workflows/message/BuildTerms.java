package io.pim.workflows.message;

import java.util.List;
import java.util.Optional;

/**
 * What a person chose for a build beside its plan. A command that joins the build gets these, so it
 * must not have asked for anything else.
 *
 * @param from the first step that is done again although it is cached
 * @param cold whether guests are booted in any case
 * @param builder {@code any}, or the id of the only host that may build
 * @param deploy the targets of its image
 * @param project the folder whose configuration it has; as in {@link BuildRequest}
 */
public record BuildTerms(
    Optional<String> from,
    OnFailure onFailure,
    boolean cold,
    String builder,
    List<String> deploy,
    Optional<String> project) {

  public BuildTerms {
    deploy = List.copyOf(deploy);
  }
}
