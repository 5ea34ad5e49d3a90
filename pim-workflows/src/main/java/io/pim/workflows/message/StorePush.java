package io.pim.workflows.message;

/**
 * The push of a build's image to the shared store.
 *
 * @param place the image's address in the store; the store's own address when the push has failed
 * @param problem why it was not pushed; empty for success
 */
public record StorePush(String place, String problem) {
  public static StorePush of(String place) {
    return new StorePush(place, "");
  }

  public static StorePush not(String store, String problem) {
    return new StorePush(store, problem);
  }

  /** Whether the store has the image. */
  public boolean succeeded() {
    return problem.isEmpty();
  }
}
