package io.pim.workflows.message;

/**
 * A build that went on elsewhere because its host was lost.
 *
 * @param lost the id of the lost host
 * @param step the step that ran there
 * @param host the id of the host that went on
 * @param after the step that it went on after; empty if it began anew
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
        + (after.isEmpty() ? " began anew" : " went on after " + after)
        + (pulled ? ", with the layer from the store" : "");
  }
}
