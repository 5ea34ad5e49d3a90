package io.pim.workflows.message;

/**
 * A build's move to another host because its host was lost.
 *
 * @param lost the id of the lost host
 * @param step the step that ran there
 * @param host the id of the host that continued
 * @param after the step after which it continued; empty if it started over
 * @param pulled whether the layer of that step came from the shared store
 */
public record HostMove(String lost, String step, String host, String after, boolean pulled) {
  /** The move in one sentence. */
  public String text() {
    return "host "
        + lost
        + " was lost at "
        + step
        + "; host "
        + host
        + (after.isEmpty() ? " started over" : " continued after " + after)
        + (pulled ? ", with the layer from the store" : "");
  }
}
