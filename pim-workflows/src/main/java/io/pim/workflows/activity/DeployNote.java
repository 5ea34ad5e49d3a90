package io.pim.workflows.activity;

import java.util.List;
import java.util.Optional;

/**
 * The result of a step of a deployment.
 *
 * @param text for people, one line; may be empty
 * @param place the id on the target of the deployed thing, if the step knows it
 * @param previous the deployment that the step switched away from
 * @param removed what the step removed from the target, one line each
 */
public record DeployNote(
    String text, Optional<String> place, Optional<String> previous, List<String> removed) {

  public DeployNote {
    removed = List.copyOf(removed);
  }

  public static DeployNote of(String text) {
    return new DeployNote(text, Optional.empty(), Optional.empty(), List.of());
  }

  public static DeployNote at(String text, String place) {
    return new DeployNote(text, Optional.of(place), Optional.empty(), List.of());
  }

  public static DeployNote switched(String text, String place, Optional<String> previous) {
    return new DeployNote(text, Optional.of(place), previous, List.of());
  }

  public static DeployNote removed(String text, List<String> removed) {
    return new DeployNote(text, Optional.empty(), Optional.empty(), removed);
  }
}
